/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Everything that can be told about the language, derived from its tables: commands, parameters,
 * rows of catalogues, quantities, functions, and a few topics. Sentences are in the reader's
 * language.
 */
#pragma once
#include "kernel/base/error.h"
#include "kernel/base/text.h"
#include "kernel/session/command.h"
#include "kernel/view/bundle.h"

#include <stdbool.h>

/* Adds text/plain and text/markdown about a topic; false when there is none of that name. NULL: an
 * overview of all commands. A topic may be a command, a row of a catalogue, a quantity, a table or
 * its column (grads, grads.delta), a function, a parameter (train.lr, or lr alone), or one of
 * "quantities", "functions", "expressions", "values", "commands", "arithmetic", "reference". */
bool manual_page(const char *topic, struct bundle *bundle);

bool manual_knows(const char *topic);
/* An error that says so, with what it may have meant; always false. */
bool manual_unknown(const char *topic, struct span where, struct error *error);
/* Names of the topics that are nothing else, and a line about each; a NULL name ends them. */
extern const struct label manual_topics[];

/* "train [EPOCHS] [UNIT] [batch=64] ...". */
void manual_usage(const struct command *command, struct text *to);
/* "leaky(slope=0.01)", or the name alone for a row without numbers. */
void manual_settings(const struct label *label, struct text *to);
/* A hint that says what the word is and where it goes ("he" is an initializer: net, init);
 * `not_here` (may be NULL) is the parameter it was given to. False when it is nothing known. */
bool manual_place(const char *word, const struct parameter *not_here, struct error *error);

/* The whole reference, as plain text or as markdown; the table of commands, as markdown. */
void manual_reference(bool markdown, struct text *to);
void manual_table(struct text *to);
