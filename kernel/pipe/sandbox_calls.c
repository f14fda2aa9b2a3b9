/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A list of what is allowed. What is forbidden on purpose fails with EPERM, so that it shows; all
 * else with ENOSYS, for which the C library has an older way.
 */
#include "kernel/pipe/sandbox_calls.h"

#include <errno.h>
#include <linux/sched.h>
#include <seccomp.h>
#include <stddef.h>
#include <sys/ioctl.h>

static const char *const allowed[] = {
	/* the channel, and data and model files */
	"read",
	"readv",
	"pread64",
	"write",
	"writev",
	"pwrite64",
	"sendmsg",
	"sendto",
	"recvmsg",
	"recvfrom",
	"poll",
	"ppoll",
	"select",
	"pselect6",
	"close",
	"close_range",
	"dup",
	"dup2",
	"dup3",
	"fcntl",
	"lseek",
	"open",
	"openat",
	"openat2",
	"access",
	"faccessat",
	"faccessat2",
	"stat",
	"fstat",
	"lstat",
	"newfstatat",
	"statx",
	"fstatfs",
	"statfs",
	"readlink",
	"readlinkat",
	"getcwd",
	"chdir",
	"getdents64",
	"rename",
	"renameat",
	"renameat2",
	"unlink",
	"unlinkat",
	"mkdir",
	"mkdirat",
	"rmdir",
	"ftruncate",
	"fsync",
	"fdatasync",
	"fallocate",
	"fadvise64",
	"chmod",
	"fchmod",
	"fchmodat",
	"umask",
	"pipe",
	"pipe2",
	"eventfd2",
	"socketpair",
	"shutdown",
	"getsockopt",
	"setsockopt",
	/* memory */
	"brk",
	"mmap",
	"munmap",
	"mremap",
	"mprotect",
	"madvise",
	"mincore",
	"mlock",
	"munlock",
	/* threads, children, signals */
	"futex",
	"set_robust_list",
	"get_robust_list",
	"set_tid_address",
	"rseq",
	"exit",
	"exit_group",
	"fork",
	"vfork",
	"wait4",
	"waitid",
	"membarrier",
	"sched_yield",
	"sched_getaffinity",
	"sched_setaffinity",
	"sched_getparam",
	"sched_getscheduler",
	"getpriority",
	"setpriority",
	"rt_sigaction",
	"rt_sigprocmask",
	"rt_sigreturn",
	"rt_sigpending",
	"rt_sigtimedwait",
	"rt_sigsuspend",
	"rt_sigqueueinfo",
	"sigaltstack",
	"restart_syscall",
	"tgkill",
	"tkill",
	"kill",
	"pause",
	"pidfd_open",
	"pidfd_send_signal",
	"setpgid",
	"getpgid",
	"getpgrp",
	"setsid",
	"prctl",
	"arch_prctl",
	/* who, when and how much */
	"getpid",
	"getppid",
	"gettid",
	"getuid",
	"geteuid",
	"getgid",
	"getegid",
	"getresuid",
	"getresgid",
	"uname",
	"sysinfo",
	"getrusage",
	"times",
	"getrlimit",
	"prlimit64",
	"getcpu",
	"getrandom",
	"clock_gettime",
	"clock_getres",
	"clock_nanosleep",
	"nanosleep",
	"gettimeofday",
	"time",
	"timer_create",
	"timer_settime",
	"timer_delete",
	"setitimer",
	"timerfd_create",
	"timerfd_settime",
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
	/* the search for leaks looks at the process from a thread of its own */
	"ptrace",
	"process_vm_readv",
	"personality",
#endif
};

static const char *const forbidden[] = { "socket", "connect", "bind", "listen", "accept", "accept4",
	"execve", "execveat", "mount", "umount2", "pivot_root", "chroot", "setns", "unshare", "bpf",
	"perf_event_open", "keyctl", "add_key", "request_key", "userfaultfd", "io_uring_setup",
	"memfd_create", "symlink", "symlinkat", "link", "linkat", "mknod", "mknodat", "setuid",
	"setgid", "setreuid", "setregid", "setresuid", "setresgid", "setgroups", "chown", "fchown",
	"lchown", "fchownat", "open_by_handle_at", "kexec_load", "init_module", "finit_module",
	"delete_module", "reboot", "swapon", "swapoff",
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
	"ptrace", "process_vm_readv", "personality",
#endif
	"process_vm_writev" };

/* A call that this processor does not have needs no rule. */
static bool rule(scmp_filter_ctx filter, uint32_t action, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int number = seccomp_syscall_resolve_name(names[i]);
		if (number != __NR_SCMP_ERROR && number >= 0 &&
			seccomp_rule_add(filter, action, number, 0) != 0)
			return false;
	}
	return true;
}

/* Calls whose arguments decide: threads and children without namespaces of their own (clone3 hides
 * its flags, so that it is not there at all), and whether a descriptor is a terminal. */
static bool rule_by_argument(scmp_filter_ctx filter)
{
	const unsigned long spaces = CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER |
				     CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWCGROUP;
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
		       SCMP_A0(SCMP_CMP_MASKED_EQ, spaces, 0)) == 0 &&
	       seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1,
		       SCMP_A1(SCMP_CMP_EQ, TCGETS)) == 0 &&
	       seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1,
		       SCMP_A1(SCMP_CMP_EQ, TIOCGWINSZ)) == 0;
}

bool sandbox_enter_calls(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
	if (!filter)
		return false;
	bool locked = rule(filter, SCMP_ACT_ALLOW, allowed, sizeof allowed / sizeof *allowed) &&
		      rule(filter, SCMP_ACT_ERRNO(EPERM), forbidden,
			      sizeof forbidden / sizeof *forbidden) &&
		      rule_by_argument(filter) && seccomp_load(filter) == 0;
	seccomp_release(filter);
	return locked;
}
