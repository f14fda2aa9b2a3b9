/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What this machine gives the kernel: what locks a worker, what watches over it, where Jupyter
 * would find the kernel, and the languages it speaks. One table on standard output.
 */
#pragma once

/* The exit status: failure when something is missing that changes what a reader gets. */
int doctor_run(void);
