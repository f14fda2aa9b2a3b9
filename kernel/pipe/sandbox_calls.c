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
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

/* Words between spaces. */
static const char allowed[] =
	/* the channel, and data and model files */
	"read readv pread64 write writev pwrite64 sendmsg sendto recvmsg recvfrom poll ppoll "
	"select pselect6 close close_range dup dup2 dup3 fcntl lseek open openat openat2 access "
	"faccessat faccessat2 stat fstat lstat newfstatat statx fstatfs statfs readlink "
	"readlinkat getcwd chdir getdents64 rename renameat renameat2 unlink unlinkat mkdir "
	"mkdirat rmdir ftruncate fsync fdatasync fallocate fadvise64 chmod fchmod fchmodat umask "
	"pipe pipe2 eventfd2 socketpair shutdown getsockopt setsockopt "
	/* memory */
	"brk mmap munmap mremap mprotect madvise mincore mlock munlock "
	/* threads, children, signals */
	"futex set_robust_list get_robust_list set_tid_address rseq exit exit_group fork vfork "
	"wait4 waitid membarrier sched_yield sched_getaffinity sched_setaffinity sched_getparam "
	"sched_getscheduler getpriority setpriority rt_sigaction rt_sigprocmask rt_sigreturn "
	"rt_sigpending rt_sigtimedwait rt_sigsuspend rt_sigqueueinfo sigaltstack "
	"restart_syscall tgkill tkill kill pause pidfd_open pidfd_send_signal setpgid getpgid "
	"getpgrp setsid prctl arch_prctl "
	/* who, when and how much */
	"getpid getppid gettid getuid geteuid getgid getegid getresuid getresgid uname sysinfo "
	"getrusage times getrlimit prlimit64 getcpu getrandom clock_gettime clock_getres "
	"clock_nanosleep nanosleep gettimeofday time timer_create timer_settime timer_delete "
	"setitimer timerfd_create timerfd_settime";

static const char forbidden[] =
	"socket connect bind listen accept accept4 execve execveat mount umount2 pivot_root "
	"chroot setns unshare bpf perf_event_open keyctl add_key request_key userfaultfd "
	"io_uring_setup memfd_create symlink symlinkat link linkat mknod mknodat setuid setgid "
	"setreuid setregid setresuid setresgid setgroups chown fchown lchown fchownat "
	"open_by_handle_at kexec_load init_module finit_module delete_module reboot swapon "
	"swapoff process_vm_writev";

/* The search for leaks looks at the process from a thread of its own. */
static const char for_sanitizers[] = "ptrace process_vm_readv personality getdents";
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { TO_SANITIZERS = SCMP_ACT_ALLOW };
#else
enum { TO_SANITIZERS = SCMP_ACT_ERRNO(EPERM) };
#endif

/* A call that this processor does not have needs no rule. */
static bool rule(scmp_filter_ctx filter, uint32_t action, const char *names)
{
	char name[32];
	for (size_t length; *names; names += length + strspn(names + length, " ")) {
		length = strcspn(names, " ");
		snprintf(name, sizeof name, "%.*s", (int)length, names);
		int number = seccomp_syscall_resolve_name(name);
		if (number >= 0 && seccomp_rule_add(filter, action, number, 0) != 0)
			return false;
	}
	return true;
}

#define NAMESPACES                                                                                 \
	(CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | \
		CLONE_NEWCGROUP)

/* Calls whose arguments decide: threads and children without namespaces of their own (clone3 hides
 * its flags, so that it is not there at all), and whether a descriptor is a terminal. */
static bool rule_by_argument(scmp_filter_ctx filter)
{
	static const struct {
		int call;
		struct scmp_arg_cmp argument;
	} rules[] = {
		{ SCMP_SYS(clone), { 0, SCMP_CMP_MASKED_EQ, NAMESPACES, 0 } },
		{ SCMP_SYS(ioctl), { 1, SCMP_CMP_EQ, TCGETS, 0 } },
		{ SCMP_SYS(ioctl), { 1, SCMP_CMP_EQ, TIOCGWINSZ, 0 } },
	};
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
		if (seccomp_rule_add_array(
			    filter, SCMP_ACT_ALLOW, rules[i].call, 1, &rules[i].argument) != 0)
			return false;
	return true;
}

bool sandbox_enter_calls(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
	if (!filter)
		return false;
	bool locked = rule(filter, SCMP_ACT_ALLOW, allowed) &&
		      rule(filter, SCMP_ACT_ERRNO(EPERM), forbidden) &&
		      rule(filter, TO_SANITIZERS, for_sanitizers) && rule_by_argument(filter) &&
		      seccomp_load(filter) == 0;
	seccomp_release(filter);
	return locked;
}
