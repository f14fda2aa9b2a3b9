/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Inside nn/activation*.c: NAME_value and NAME_slope of each row, in binary64.
 */
#pragma once

#define ACTIVATION(name)                                                                           \
	double name##_value(double z, const double *p);                                            \
	double name##_slope(double z, const double *p);

ACTIVATION(linear)
ACTIVATION(sigmoid)
ACTIVATION(hard_sigmoid)
ACTIVATION(tanh)
ACTIVATION(hard_tanh)
ACTIVATION(relu)
ACTIVATION(relu6)
ACTIVATION(leaky)
ACTIVATION(elu)
ACTIVATION(selu)
ACTIVATION(gelu)
ACTIVATION(gelu_tanh)
ACTIVATION(silu)
ACTIVATION(hard_swish)
ACTIVATION(softplus)
ACTIVATION(softsign)
ACTIVATION(mish)
ACTIVATION(sine)
ACTIVATION(unit_erf)
#undef ACTIVATION
