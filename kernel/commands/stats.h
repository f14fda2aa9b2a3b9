/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The tables and figures of `stats` and `plot` that have files of their own: stats_spectra.c and
 * stats_answers.c. Each function is that of a struct quantity_table.
 */
#pragma once
#include "kernel/session/session.h"

enum {
	STATS_JACOBIAN = 6,
	STATS_RANK = 4,
	STATS_UPDATES = 4,
	STATS_CONFUSION = 7,
	STATS_SATURATION = 5,
	STATS_LOSS = 7
};

extern const struct column stats_jacobian_columns[STATS_JACOBIAN];
struct table *stats_jacobian_new(struct session *session, struct error *error);
struct figure *stats_jacobian_draw(struct session *session, struct error *error);

extern const struct column stats_rank_columns[STATS_RANK];
struct table *stats_rank_new(struct session *session, struct error *error);
struct figure *stats_rank_draw(struct session *session, struct error *error);

extern const struct column stats_updates_columns[STATS_UPDATES];
struct table *stats_updates_new(struct session *session, struct error *error);
struct figure *stats_updates_draw(struct session *session, struct error *error);

extern const struct column stats_confusion_columns[STATS_CONFUSION];
struct table *stats_confusion_new(struct session *session, struct error *error);
struct figure *stats_confusion_draw(struct session *session, struct error *error);

extern const struct column stats_saturation_columns[STATS_SATURATION];
struct table *stats_saturation_new(struct session *session, struct error *error);

extern const struct column stats_loss_columns[STATS_LOSS];
struct table *stats_loss_new(struct session *session, struct error *error);

/* Figures without a table: z of each layer as histograms; which neurons live;
 * the activation and its slope. */
struct figure *stats_histograms_draw(struct session *session, struct error *error);
struct figure *stats_neurons_draw(struct session *session, struct error *error);
struct figure *stats_curve_draw(struct session *session, struct error *error);
