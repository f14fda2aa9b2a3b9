/* SPDX-License-Identifier: BSD-3-Clause
 *
 * ask: a question to the reader; the answer becomes a variable.
 */
#include "kernel/base/locale.h"
#include "kernel/session/session.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct question {
	const char *prompt, *name, *otherwise;
	bool secret;
};

static const struct parameter parameters[] = {
	TEXT(struct question, prompt, NULL, N_("the question"), .positional = true),
	TEXT(struct question, name, "answer", N_("the variable that keeps the answer")),
	TEXT(struct question, otherwise, "auto", N_("the answer where nobody can be asked")),
	FLAG(struct question, secret, N_("do not show what is typed")),
};

/* A number where all of it is one, else text. */
static struct value understand(struct session *session, const char *typed)
{
	char *end;
	double number = strtod(typed, &end);
	end += strspn(end, " \t");
	bool is_number = end != typed && *end == '\0' && isfinite(number);
	return is_number ? value_number(number) : value_text(session_arena(session), typed);
}

static bool nobody(struct session *session, const char *name, struct error *error)
{
	error_set(error, ERROR_NOT_ANSWERED, session_statement(session),
		_("there is nobody to answer here"));
	return error_hint(
		error, _("say what holds then: otherwise=8; or give it in the cell: %s = 8"), name);
}

static bool unanswered(struct session *session, enum answer answer, const struct question *question,
	struct error *error)
{
	struct span where = session_statement(session);
	if (answer == ANSWER_NOBODY)
		return nobody(session, question->name, error);
	if (answer == ANSWER_INTERRUPTED)
		return session_interrupted(where, error);
	return error_set(
		error, ERROR_NOT_ANSWERED, where, _("the question was closed without an answer"));
}

static bool run(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	const struct question *question = record;
	struct text typed = TEXT_EMPTY;
	enum answer answer = out->ask(out->to, question->prompt, question->secret, &typed);
	if (answer == ANSWER_NOBODY && question->otherwise) {
		answer = ANSWER_GIVEN;
		text_put(&typed, question->otherwise);
	}
	bool done = answer == ANSWER_GIVEN;
	if (done) {
		struct value value = understand(session, text_string(&typed));
		done = session_assign(
			session, question->name, &value, session_argument(session, "name"), error);
	} else {
		unanswered(session, answer, question, error);
	}
	text_release(&typed);
	return done;
}

const struct command command_ask = {
	.label = { .name = "ask", .summary = N_("Ask the reader a question.") },
	.chapter = CHAPTER_SESSION,
	.help = N_(
		"Waits until the reader has typed an answer and keeps it as a variable: a number "
		"where it is one, else text. `ask \"How many layers?\" name=layers` is answered "
		"below the cell; then `net $layers relu he` builds with it.\n\n"
		"Where nobody can answer (nbconvert, a grader) `otherwise` is the answer; without "
		"it the cell fails at once instead of waiting."),
	.example = "ask \"How many layers?\" name=layers otherwise=4\nnet $layers relu he",
	.assigns = "name",
	PARAMETERS(parameters, struct question),
	.run = run,
};
