/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Finding commands, parameters and quantities by name.
 */
#include "kernel/language/name.h"
#include "kernel/session/registry.h"

#include <string.h>

const struct command *command_find(const char *name)
{
	for (const struct command *const *command = commands; *command; command++)
		if (name_equal((*command)->label.name, name))
			return *command;
	return NULL;
}

const struct parameter *command_parameter(
	const struct command *command, const char *name, const struct command **owner)
{
	for (size_t i = 0; i < command->parameter_count; i++) {
		*owner = command;
		if (name_equal(command->parameters[i].label.name, name))
			return &command->parameters[i];
	}
	for (size_t i = 0; command->borrows && command->borrows[i]; i++) {
		const struct parameter *found = command_parameter(command->borrows[i], name, owner);
		if (found)
			return found;
	}
	*owner = NULL;
	return NULL;
}

const struct quantity_table *quantity_table_find(const char *name)
{
	const struct quantity_table *found;
	for (size_t i = 0; (found = quantity_table_at(i)); i++)
		if (found->count > 0 && name_equal(found->label.name, name))
			return found;
	return NULL;
}

const struct quantity *quantity_find(const char *name)
{
	const struct quantity *found;
	for (size_t i = 0; (found = quantity_at(i)); i++)
		if (name_equal(found->label.name, name))
			return found;
	return NULL;
}

const struct quantity_table *quantity_table_at(size_t index)
{
	for (const struct command *const *command = commands; *command; command++) {
		if (index < (*command)->table_count)
			return &(*command)->tables[index];
		index -= (*command)->table_count;
	}
	return NULL;
}

const struct quantity *quantity_at(size_t index)
{
	for (const struct command *const *command = commands; *command; command++) {
		if (index < (*command)->quantity_count)
			return &(*command)->quantities[index];
		index -= (*command)->quantity_count;
	}
	return NULL;
}

const struct column *quantity_column(const struct quantity_table *table, const char *name)
{
	for (size_t i = 0; i < table->count; i++)
		if (name_equal(table->columns[i].name, name))
			return &table->columns[i];
	return NULL;
}

bool label_is(const struct label *label, const char *name)
{
	if (name_equal(label->name, name))
		return true;
	const char *alias = label->aliases ? label->aliases : "";
	size_t length = strlen(name);
	while (*alias) {
		size_t size = strcspn(alias, " ");
		if (size == length && name_starts(alias, name, length))
			return true;
		alias += size + strspn(alias + size, " ");
	}
	return false;
}

const struct quantity_table *figure_find(const char *name)
{
	const struct quantity_table *found;
	for (size_t i = 0; (found = quantity_table_at(i)); i++)
		if (found->draw_new && label_is(&found->label, name))
			return found;
	return NULL;
}

bool row_find(const char *name, struct row *row)
{
	for (const struct command *const *command = commands; *command; command++) {
		for (size_t i = 0; i < (*command)->parameter_count; i++) {
			const struct parameter *parameter = &(*command)->parameters[i];
			const struct catalogue *catalogue = parameter->catalogue;
			const struct label *label =
				catalogue ? catalogue_find(catalogue, name) : NULL;
			if (label) {
				*row = (struct row){ *command, parameter, catalogue, label };
				return true;
			}
		}
	}
	return false;
}
