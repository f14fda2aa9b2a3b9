/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What of a line lies inside its panel, and how much of it a screen can show.
 */
#include "kernel/view/svg.h"
#include "nn/real.h"

struct point panel_point(const struct panel_layout *at, double x, double y)
{
	struct point point = {
		.x = at->plot.x + scale_place(&at->scales.x, x) * at->plot.width,
		.y = at->plot.y + (1 - scale_place(&at->scales.y, y)) * at->plot.height,
	};
	if (real_is_nan(point.x) || real_is_nan(point.y))
		return (struct point){ __builtin_nan(""), __builtin_nan("") };
	return point;
}

/* One side of the box: the part of the segment, from t0 to t1, where direction * t <= distance. */
static bool clip_side(double direction, double distance, double *t0, double *t1)
{
	if (direction == 0)
		return distance >= 0;
	double t = distance / direction;
	if (direction < 0 && t > *t0)
		*t0 = t;
	if (direction > 0 && t < *t1)
		*t1 = t;
	return *t0 <= *t1;
}

/* Liang and Barsky, "A new concept and method for line clipping", 1984. */
bool clip_segment(const struct box *box, struct point *from, struct point *to)
{
	double dx = to->x - from->x, dy = to->y - from->y, t0 = 0, t1 = 1;
	if (!clip_side(-dx, from->x - box->x, &t0, &t1) ||
		!clip_side(dx, box->x + box->width - from->x, &t0, &t1) ||
		!clip_side(-dy, from->y - box->y, &t0, &t1) ||
		!clip_side(dy, box->y + box->height - from->y, &t0, &t1))
		return false;
	struct point start = *from;
	if (t0 > 0)
		*from = (struct point){ start.x + t0 * dx, start.y + t0 * dy };
	if (t1 < 1)
		*to = (struct point){ start.x + t1 * dx, start.y + t1 * dy };
	return true;
}

static bool same_column(struct point a, struct point b)
{
	return real_floor(a.x) == real_floor(b.x);
}

/* Keeps of points [from, to), which share a column: first, lowest, highest, last, in their order.
 */
static size_t keep_extremes(struct point *points, size_t from, size_t to, size_t kept)
{
	size_t low = from, high = from;
	for (size_t i = from; i < to; i++) {
		low = points[i].y < points[low].y ? i : low;
		high = points[i].y > points[high].y ? i : high;
	}
	for (size_t i = from; i < to; i++)
		if (i == from || i == low || i == high || i + 1 == to)
			points[kept++] = points[i];
	return kept;
}

size_t thin_line(struct point *points, size_t count)
{
	size_t kept = 0;
	for (size_t from = 0; from < count;) {
		size_t to = from + 1;
		while (to < count && same_column(points[from], points[to]))
			to++;
		kept = keep_extremes(points, from, to, kept);
		from = to;
	}
	return kept;
}
