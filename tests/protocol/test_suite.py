# SPDX-License-Identifier: BSD-3-Clause
"""jupyter_kernel_test, every attribute filled in but code_stderr: Puente never writes there."""
import unittest

import jupyter_kernel_test  # its classes by name would be collected as tests of python3


class PuenteTests(jupyter_kernel_test.KernelTests):
    kernel_name = "puente"
    language_name = "puente"
    file_extension = ".puente"
    code_hello_world = 'print "hello, world"'
    completion_samples = [
        {"text": "sco", "matches": {"score"}},
        {"text": "net 8 rel", "matches": {"relu", "relu6"}},
    ]
    complete_code_samples = ["net 8 relu he", "", "# a remark", "train 5; stats grads"]
    incomplete_code_samples = ["print (1 +", 'print "a', "net 8 \\"]
    invalid_code_samples = ["print 1 +* 2", "net )"]
    code_page_something = "help net page"
    code_generate_error = 'fail "on purpose"'
    code_execute_result = [
        {"code": "print 6*7", "result": "6*7 = 42"},
        {"code": "print 1; print 2^10", "result": "2^10 = 1024"},
    ]
    code_display_data = [
        {"code": "data moons", "mime": "text/html"},
        {"code": "net 2 relu he", "mime": "text/plain"},
    ]
    code_history_pattern = "?rint 6*7"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "train"
    code_clear_output = "clear"


class WelcomeTests(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = "puente"
    support_iopub_welcome = True


if __name__ == "__main__":
    unittest.main()
