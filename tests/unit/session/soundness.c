/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What a reader is told of the self-test: nothing when all is well, else the part and what to try.
 */
#include "kernel/session/soundness.h"

#include "tests/unit/unit.h"

#include <string.h>

START_TEST(this_machine_is_sound)
{
	struct error error = { .kind = ERROR_NONE };
	ck_assert_msg(soundness_try(&error), "%s", error.message);
	ck_assert_int_eq(error.kind, ERROR_NONE);
}
END_TEST

START_TEST(the_part_is_named)
{
	struct error error = { .kind = ERROR_NONE };
	ck_assert(!soundness_tell("avx2", "losses", &error));
	ck_assert_int_eq(error.kind, ERROR_NUMERIC);
	ck_assert_ptr_nonnull(strstr(error.message, "losses"));
	ck_assert_ptr_nonnull(strstr(error.message, "avx2"));
	ck_assert_ptr_nonnull(strstr(error.hint, "PUENTE_ARITHMETIC=scalar"));
}
END_TEST

/* Who computes with it already is not told to. */
START_TEST(below_scalar_there_is_nothing)
{
	struct error error = { .kind = ERROR_NONE };
	ck_assert(!soundness_tell("scalar", "rounding", &error));
	ck_assert_str_eq(error.hint, "");
}
END_TEST

SUITE(this_machine_is_sound, the_part_is_named, below_scalar_there_is_nothing)
