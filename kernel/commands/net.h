/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What `net` was told, and the network that makes: also for commands that change one thing of it
 * (init, act, data, compare).
 */
#pragma once
#include "kernel/session/session.h"

struct net_given {
	struct shape shape;
	struct choice act, init;
	long depth, width; /* -1: as the shape says */
	double gain;       /* NaN: by the rule, or automatic when typed so */
	bool gain_typed;
	const struct label *gain_rule; /* NULL: the initializer's own */
	double bias;                   /* NaN: the initializer's own */
	const struct label *mode, *dist;
	struct choice loss; /* NULL label: the one that suits the data */
	double last;
	const struct label *rng; /* counter or torch */
	bool residual;
	const struct label *norm;
	double dropout;
	long seed; /* -1: the session's */
	const char *name;
};

extern const struct command command_net;

/* A new network for the data, or NULL with an error; checks the memory budget first. */
struct network *net_make_new(struct session *session, const struct net_given *given,
	const struct data *data, struct error *error);
/* What `net` would have to be told to make this network again. */
struct net_given net_given_of(struct session *session, const struct network *network);
/* Makes it, keeps it as the network in use under the name it has, and shows it. */
bool net_replace(struct session *session, const struct net_given *given, const struct outlet *out,
	struct error *error);
/* Whether the loss can be used with these data. */
bool net_loss_suits(const struct label *loss, const struct data *data);
/* Shows the network in use layer by layer. */
bool net_show(struct session *session, const struct outlet *out, struct error *error);
/* "8x64 relu he": in the cell's arena. */
const char *net_describe(struct session *session, const struct network *network);
