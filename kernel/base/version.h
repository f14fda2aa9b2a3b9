/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The program's version, and the language's (the dialect that cells are written in).
 */
#pragma once

#define PUENTE_VERSION   "0.1.0"
#define LANGUAGE_VERSION "1.0"
