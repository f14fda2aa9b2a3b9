/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A short list of forms.
 */
#include "kernel/view/bundle.h"

#include "kernel/base/memory.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

void bundle_keep(struct bundle *bundle, const char *type, char **content)
{
	assert(bundle->count < BUNDLE_FORMS && *content);
	bundle->forms[bundle->count++] = (struct form){ .type = type, .content = *content };
	*content = NULL;
}

void bundle_copy(struct bundle *bundle, const char *type, const char *content)
{
	char *copy = memory_copy(content, strlen(content));
	bundle_keep(bundle, type, &copy);
}

const char *bundle_find(const struct bundle *bundle, const char *type)
{
	for (size_t i = 0; i < bundle->count; i++)
		if (strcmp(bundle->forms[i].type, type) == 0)
			return bundle->forms[i].content;
	return NULL;
}

void bundle_release(struct bundle *bundle)
{
	for (size_t i = 0; i < bundle->count; i++)
		free(bundle->forms[i].content);
	*bundle = BUNDLE_EMPTY;
}
