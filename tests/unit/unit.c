/* SPDX-License-Identifier: BSD-3-Clause */
#include "tests/unit/unit.h"

#include <stdlib.h>

int unit_run(const char *file, const TTest *const *tests, size_t count)
{
	Suite *suite = suite_create(file);
	for (size_t i = 0; i < count; i++) {
		TCase *each = tcase_create(tests[i]->name);
		tcase_set_timeout(each, 600); /* seconds: sanitizers are slow */
		tcase_add_test(each, tests[i]);
		suite_add_tcase(suite, each);
	}
	SRunner *runner = srunner_create(suite);
	srunner_set_tap(runner, "-");
	srunner_run_all(runner, CK_SILENT);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
