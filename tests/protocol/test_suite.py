# SPDX-License-Identifier: BSD-3-Clause
"""jupyter_kernel_test, every attribute filled in but code_stderr: Puente never writes there."""
import unittest

import jupyter_kernel_test  # its classes by name would be collected as tests of python3

from conftest import LIMIT


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

    def execute_helper(self, code, timeout=LIMIT, **options):
        """As it is there, for machines on which a message takes longer than a tenth of a second."""
        request = self.kc.execute(code=code, **options)
        reply = self.get_non_kernel_info_reply(timeout=timeout)
        jupyter_kernel_test.validate_message(reply, "execute_reply", request)
        published = []
        while not published or published[-1]["content"].get("execution_state") != "idle":
            published.append(self.kc.get_iopub_msg(timeout=timeout))
            jupyter_kernel_test.validate_message(
                published[-1], published[-1]["msg_type"], request)
        assert published[0]["content"]["execution_state"] == "busy"
        assert [m["msg_type"] for m in published].count("status") == 2
        assert all(m["content"]["code"] == code
                   for m in published if m["msg_type"] == "execute_input")
        return reply, [m for m in published if m["msg_type"] not in ("status", "execute_input")]


class WelcomeTests(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = "puente"
    support_iopub_welcome = True


if __name__ == "__main__":
    unittest.main()
