/* SPDX-License-Identifier: BSD-3-Clause
 *
 * One step of each optimizer on nn/vec.h, written once for every lane count (rule 8; the formulas
 * stand in nn/arithmetic.h). kept are the numbers an optimizer remembers of a parameter.
 */
#pragma once
#include "nn/arithmetic.h"
#include "nn/vec.h"

INLINE vf flushed(vf x)
{
	return vf_select(vf_abs(x) < 0x1p-96f, vf_splat(0), x);
}

/* The gradient after clipping and L2 decay; the parameter after a decay of its own. */
INLINE vf prepared(const struct update *u, vf *p, vf g)
{
	if (u->scale != 1)
		g = u->scale * g;
	if (u->decay != 0)
		g = vf_fma(vf_splat(u->decay), *p, g);
	if (u->pull != 0)
		*p = vf_fma(vf_splat(-u->pull), *p, *p);
	return g;
}

INLINE vf moved(const struct update *u, vf p, vf way)
{
	return vf_fma(vf_splat(-u->rate), way, p);
}

/* (1 - share) mean + share x */
INLINE vf towards(float share, vf mean, vf x)
{
	return vf_fma(vf_splat(share), x - mean, mean);
}

INLINE vf towards_square(float share, vf mean, vf x)
{
	return vf_fma(vf_splat(share), vf_fma(x, x, -mean), mean);
}

INLINE void step_sgd(const struct update *u, vf *p, vf *kept, vf g)
{
	(void)kept;
	*p = moved(u, *p, g);
}

INLINE vf remembered(const struct update *u, vf before, vf g)
{
	if (u->fresh != 1)
		g = u->fresh * g;
	return vf_fma(vf_splat(u->momentum), before, g);
}

INLINE void step_momentum(const struct update *u, vf *p, vf *kept, vf g)
{
	kept[0] = remembered(u, kept[0], g);
	*p = moved(u, *p, kept[0]);
}

INLINE void step_nesterov(const struct update *u, vf *p, vf *kept, vf g)
{
	kept[0] = remembered(u, kept[0], g);
	*p = moved(u, *p, vf_fma(vf_splat(u->momentum), kept[0], g));
}

INLINE vf adam_root(const struct update *u, vf square)
{
	return vf_fma(vf_sqrt(square), vf_splat(u->root), vf_splat(u->epsilon));
}

INLINE void step_adam(const struct update *u, vf *p, vf *kept, vf g)
{
	kept[0] = towards(u->first, kept[0], g);
	kept[1] = towards_square(u->second, kept[1], g);
	*p = moved(u, *p, kept[0] / adam_root(u, kept[1]));
}

INLINE void step_amsgrad(const struct update *u, vf *p, vf *kept, vf g)
{
	kept[0] = towards(u->first, kept[0], g);
	kept[1] = towards_square(u->second, kept[1], g);
	kept[2] = vf_select(kept[1] > kept[2], kept[1], kept[2]);
	*p = moved(u, *p, kept[0] / adam_root(u, kept[2]));
}

INLINE void step_rmsprop(const struct update *u, vf *p, vf *kept, vf g)
{
	kept[0] = towards_square(u->second, kept[0], g);
	kept[1] = vf_fma(vf_splat(u->momentum), kept[1], g / (vf_sqrt(kept[0]) + u->epsilon));
	*p = moved(u, *p, kept[1]);
}

INLINE void step_centered(const struct update *u, vf *p, vf *kept, vf g)
{
	kept[0] = towards_square(u->second, kept[0], g);
	kept[2] = towards(u->second, kept[2], g);
	vf spread = vf_fma(-kept[2], kept[2], kept[0]);
	spread = vf_select(spread < 0, vf_splat(0), spread); /* rounding can pass below */
	kept[1] = vf_fma(vf_splat(u->momentum), kept[1], g / (vf_sqrt(spread) + u->epsilon));
	*p = moved(u, *p, kept[1]);
}

INLINE void step_adagrad(const struct update *u, vf *p, vf *kept, vf g)
{
	kept[0] = vf_fma(g, g, kept[0]);
	*p = moved(u, *p, g / (vf_sqrt(kept[0]) + u->epsilon));
}

INLINE void step_adadelta(const struct update *u, vf *p, vf *kept, vf g)
{
	kept[0] = towards_square(u->second, kept[0], g);
	vf way = g * (vf_sqrt(kept[1] + u->epsilon) / vf_sqrt(kept[0] + u->epsilon));
	kept[1] = towards_square(u->second, kept[1], way);
	*p = moved(u, *p, way);
}

INLINE void step_rprop(const struct update *u, vf *p, vf *kept, vf g)
{
	const vf zero = vf_splat(0), low = vf_splat(1e-6f), high = vf_splat(50);
	vf turn = g * kept[0], size = kept[1];
	size = vf_select(turn > 0, size * u->grow, size);
	size = vf_select(turn < 0, size * u->shrink, size);
	size = vf_select(size < low, low, size);
	kept[1] = vf_select(size > high, high, size);
	kept[0] = vf_select(turn < 0, zero, g);
	*p = *p - vf_select(kept[0] > 0, kept[1], vf_select(kept[0] < 0, -kept[1], zero));
}
