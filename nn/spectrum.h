/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Singular values: what a matrix, a layer or a whole network does to directions. The Jacobian of
 * layer l at a sample is D_l W_l with D_l = diag f'(z_l); that of the network from layer 1 to the
 * last hidden layer H is the product of those of layers 2 to H.
 */
#pragma once
#include "nn/network.h"

enum { SPECTRUM_WIDTH = 512 }; /* layers wider than this are refused: it would take minutes */

struct spectrum {
	double largest, median, least;
	double mean_square; /* over all directions of the input: chi_l in theory */
	double rank; /* participation ratio (sum s^2)^2 / sum s^4: 1 to the number of values */
};

/* By one-sided Jacobi rotations (Hestenes 1958), each value to high relative accuracy. a
 * [rows][columns] is overwritten; s [columns] gets the values, the largest first. */
void singular_values(double *a, size_t rows, size_t columns, double *s);
/* `inputs`: over how many directions the mean is taken. */
struct spectrum spectrum_of(const double *s, size_t count, size_t inputs);
/* The participation ratio alone, from the matrix's products; rows x columns, stored by rows. */
double effective_rank(const double *a, size_t rows, size_t columns);

/* Means over `samples` samples of the train split. layers [depth]: D_l W_l; whole: the product of
 * those of layers 2 to H (the identity for H = 1). values [width of layer 1], may be NULL: the
 * singular values of the product for the first sample. FAULT_UNSUITABLE beyond SPECTRUM_WIDTH. */
bool jacobian_spectra(const struct network *network, const struct data *data, size_t samples,
	struct spectrum *layers, struct spectrum *whole, double *values, bool (*poll)(void *to),
	void *to, struct fault *fault);

/* Effective ranks of a layer's weights, and of its outputs over the train split (of at most 512
 * samples) with their mean taken off. [layer_count] each; that of the output layer is of its z. */
bool layer_ranks(const struct network *network, const struct data *data, double *weights,
	double *outputs, bool (*poll)(void *to), void *to, struct fault *fault);
