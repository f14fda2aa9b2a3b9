/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Numbers are written with 17 digits, which binary64 comes back from exactly.
 */
#include "nn/model_fields.h"

#include "nn/activation.h"
#include "nn/formula.h"
#include "nn/loss.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AT(member) offsetof(struct network, member)

const struct model_field model_fields[] = {
	{ "activation", FIELD_CHOICE, AT(recipe.activation), &activations },
	{ "initializer", FIELD_CHOICE, AT(recipe.initializer), &initializers },
	{ "loss", FIELD_CHOICE, AT(recipe.loss), &losses },
	{ "mode", FIELD_WORD, AT(recipe.mode), &fan_modes },
	{ "distribution", FIELD_WORD, AT(recipe.distribution), &distributions },
	{ "gain", FIELD_REAL, AT(recipe.gain), NULL },
	{ "gain_rule", FIELD_WORD, AT(recipe.gain_rule), &gain_rules },
	{ "torch", FIELD_TRUTH, AT(recipe.torch), NULL },
	{ "bias", FIELD_REAL, AT(recipe.bias), NULL },
	{ "last", FIELD_REAL, AT(recipe.last), NULL },
	{ "residual", FIELD_TRUTH, AT(recipe.residual), NULL },
	{ "norm", FIELD_WORD, AT(recipe.norm), &normalizations },
	{ "dropout", FIELD_REAL, AT(recipe.dropout), NULL },
	{ "seed", FIELD_COUNT64, AT(recipe.seed), NULL },
	{ "epoch", FIELD_COUNT64, AT(epoch), NULL },
	{ "step", FIELD_COUNT64, AT(step), NULL },
	{ "position", FIELD_COUNT, AT(position), NULL },
	{ "moves", FIELD_COUNT64, AT(descent.moves), NULL },
	{ "power_1", FIELD_REAL, AT(descent.power[0]), NULL },
	{ "power_2", FIELD_REAL, AT(descent.power[1]), NULL },
	{ "plateau_best", FIELD_REAL, AT(plateau.best), NULL },
	{ "plateau_scale", FIELD_REAL, AT(plateau.scale), NULL },
	{ "plateau_worse", FIELD_COUNT64, AT(plateau.worse), NULL },
};
const size_t model_field_count = sizeof model_fields / sizeof *model_fields;

static void write_choice(
	const struct catalogue *catalogue, const struct choice *choice, char text[FIELD_LONGEST])
{
	const char *postfix = catalogue->formulas ? formula_postfix(choice) : NULL;
	int length = snprintf(text, FIELD_LONGEST, "%s%s", postfix ? "= " : "",
		postfix ? postfix : choice->label->name);
	for (size_t i = 0; i < label_settings(choice->label) && length < FIELD_LONGEST; i++)
		length += snprintf(text + length, (size_t)(FIELD_LONGEST - length), " %.17g",
			choice->number[i]);
}

void model_field_write(
	const struct model_field *field, const struct network *network, char text[FIELD_LONGEST])
{
	const void *at = (const char *)network + field->offset;
	switch (field->kind) {
	case FIELD_CHOICE: write_choice(field->catalogue, at, text); break;
	case FIELD_WORD:
		snprintf(text, FIELD_LONGEST, "%s",
			catalogue_at(field->catalogue, *(const unsigned *)at)->name);
		break;
	case FIELD_REAL: snprintf(text, FIELD_LONGEST, "%.17g", *(const double *)at); break;
	case FIELD_COUNT64: snprintf(text, FIELD_LONGEST, "%" PRIu64, *(const uint64_t *)at); break;
	case FIELD_COUNT: snprintf(text, FIELD_LONGEST, "%zu", *(const size_t *)at); break;
	case FIELD_TRUTH:
		snprintf(text, FIELD_LONGEST, "%s", *(const bool *)at ? "yes" : "no");
		break;
	}
}

static bool read_real(const char **text, double *number)
{
	char *end;
	*number = strtod(*text, &end);
	bool good = end > *text;
	*text = end;
	return good;
}

static bool read_choice(const struct catalogue *catalogue, struct choice *choice, const char *text)
{
	char name[FIELD_LONGEST];
	double where;
	if (catalogue->formulas && strncmp(text, "= ", 2) == 0)
		return formula_choice(text + 2, choice, &where) == FORMULA_FINE;
	size_t length = strcspn(text, " ");
	if (length >= sizeof name)
		return false;
	memcpy(name, text, length);
	name[length] = '\0';
	const struct label *label = catalogue_find(catalogue, name);
	if (!label)
		return false;
	*choice = choice_of(label);
	text += length;
	for (size_t i = 0; i < label_settings(label); i++) {
		const struct setting *setting = &label->settings[i];
		if (!read_real(&text, &choice->number[i]) || choice->number[i] < setting->low ||
			!(choice->number[i] <= setting->high))
			return false;
	}
	return *text == '\0';
}

static bool read_count(const char *text, uint64_t *count)
{
	char *end;
	errno = 0;
	*count = strtoull(text, &end, 10);
	return *text >= '0' && *text <= '9' && *end == '\0' && errno == 0;
}

bool model_field_read(const struct model_field *field, struct network *network, const char *text)
{
	void *at = (char *)network + field->offset;
	uint64_t count;
	const struct label *word;
	switch (field->kind) {
	case FIELD_CHOICE: return read_choice(field->catalogue, at, text);
	case FIELD_WORD:
		word = catalogue_find(field->catalogue, text);
		if (word)
			*(unsigned *)at = (unsigned)catalogue_index(field->catalogue, word);
		return word;
	case FIELD_REAL: return read_real(&text, at) && *text == '\0';
	case FIELD_COUNT64: return read_count(text, at);
	case FIELD_COUNT:
		if (!read_count(text, &count) || count > SIZE_MAX)
			return false;
		*(size_t *)at = (size_t)count;
		return true;
	case FIELD_TRUTH:
		*(bool *)at = strcmp(text, "yes") == 0;
		return *(bool *)at || strcmp(text, "no") == 0;
	}
	return false;
}
