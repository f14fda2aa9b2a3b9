/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Data sets that are files, plain or compressed by gzip: tables of comma-separated values, and the
 * IDX pairs in which MNIST is published. A recipe whose set is data_file has a path; which of the
 * two it is, the first bytes say.
 *
 * Tables (RFC 4180): the separator is the comma, the semicolon (numbers may then have a decimal
 * comma), the tab or the bar, whichever the first line has most of; fields may stand in quotes. The
 * first row is a header when some column has no number there but one in the second row. All columns
 * but the target must be numbers; empty fields, NA and the like are refused with their place.
 */
#pragma once
#include "nn/data.h"

extern const struct label *const data_file;
