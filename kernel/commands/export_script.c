/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A script that trains the same network on the same data in the same order, so that whoever doubts
 * can compare. It needs PyTorch and nothing else.
 */
#include "kernel/commands/export.h"

#include "kernel/base/locale.h"
#include "nn/formula.h"
#include "nn/loss.h"
#include "nn/real.h"

#include <string.h>

/* How PyTorch writes a row of a catalogue; %1..%3 stand for its numbers, as repr gives them. */
struct likeness {
	const char *name, *torch;
};

static const struct likeness activation_likenesses[] = {
	{ "linear", "nn.Identity()" },
	{ "sigmoid", "nn.Sigmoid()" },
	{ "tanh", "nn.Tanh()" },
	{ "relu", "nn.ReLU()" },
	{ "hard-sigmoid", "nn.Hardsigmoid()" },
	{ "hard-tanh", "nn.Hardtanh()" },
	{ "relu6", "nn.ReLU6()" },
	{ "leaky", "nn.LeakyReLU(%1)" },
	{ "prelu", "nn.PReLU(1, %1)" },
	{ "selu", "nn.SELU()" },
	{ "gelu-tanh", "nn.GELU(approximate='tanh')" },
	{ "hard-swish", "nn.Hardswish()" },
	{ "softplus", "nn.Softplus()" },
	{ "softsign", "nn.Softsign()" },
	{ "mish", "nn.Mish()" },
	{ "sine", "Function(torch.sin)" },
	{ "erf", "Function(lambda z: torch.erf(math.sqrt(math.pi) / 2 * z))" },
	{ "elu", "nn.ELU(%1)" },
	{ "gelu", "nn.GELU()" },
	{ "silu", "nn.SiLU()" },
	{ NULL, NULL },
};

static const struct likeness loss_likenesses[] = {
	{ "cross-entropy", "nn.CrossEntropyLoss(label_smoothing=%1)" },
	{ "mse", "nn.MSELoss()" },
	{ "bce", "nn.BCEWithLogitsLoss()" },
	{ "l1", "nn.L1Loss()" },
	{ "huber", "nn.HuberLoss(delta=%1)" },
	{ "smooth-l1", "nn.SmoothL1Loss(beta=%1)" },
	{ "hinge", "nn.MultiMarginLoss()" },
	{ NULL, NULL },
};

static const struct likeness optimizer_likenesses[] = {
	{ "sgd", "torch.optim.SGD(%p, momentum=%m, weight_decay=%d)" },
	{ "momentum", "torch.optim.SGD(%p, momentum=%1, dampening=%2, weight_decay=%d)" },
	{ "nesterov", "torch.optim.SGD(%p, momentum=%1, nesterov=True, weight_decay=%d)" },
	{ "adam", "torch.optim.Adam(%p, betas=(%1, %2), eps=%3, weight_decay=%d)" },
	{ "amsgrad",
		"torch.optim.Adam(%p, betas=(%1, %2), eps=%3, amsgrad=True, weight_decay=%d)" },
	{ "adamw", "torch.optim.AdamW(%p, betas=(%1, %2), eps=%3, weight_decay=%d)" },
	{ "rmsprop", "torch.optim.RMSprop(%p, alpha=%1, eps=%2, momentum=%3, weight_decay=%d)" },
	{ "rmsprop-centered", "torch.optim.RMSprop(%p, alpha=%1, eps=%2, momentum=%3, "
			      "centered=True, weight_decay=%d)" },
	{ "adagrad", "torch.optim.Adagrad(%p, eps=%1, lr_decay=%2, initial_accumulator_value=%3, "
		     "weight_decay=%d)" },
	{ "adadelta", "torch.optim.Adadelta(%p, rho=%1, eps=%2, weight_decay=%d)" },
	{ "rprop", "torch.optim.Rprop(%p, etas=(%1, %2))" },
	{ NULL, NULL },
};

/* The learning rate of epoch t, `rate` being the first one; %e is the last epoch. */
static const struct likeness schedule_likenesses[] = {
	{ "constant", "rate" },
	{ "step", "rate * %2 ** (t // %1)" },
	{ "exponential", "rate * %1 ** t" },
	{ "cosine", "%2 + (rate - %2) * (1 + math.cos(math.pi * t / (%1 or %e))) / 2" },
	{ "warmup", "rate * (%2 + (1 - %2) * min(t / %1, 1))" },
	{ "plateau", "plateau(%1, %2, %3)" },
	{ NULL, NULL },
};

/* What else stands in a likeness. */
struct filling {
	double momentum, decay, end;
};

static bool put_likeness(struct text *to, const struct likeness *likenesses,
	const struct choice *choice, const struct filling *filling)
{
	const char *at = NULL;
	for (; likenesses->name && !at; likenesses++)
		if (strcmp(likenesses->name, choice->label->name) == 0)
			at = likenesses->torch;
	for (; at && *at; at++) {
		if (*at != '%')
			text_append(to, at, 1);
		else if (*++at == 'p')
			text_put(to, "model.parameters(), lr=rate");
		else
			text_format(to, "%.17g",
				*at == 'm'   ? filling->momentum
				: *at == 'd' ? filling->decay
				: *at == 'e' ? filling->end
					     : choice->number[*at - '1']);
	}
	return at;
}

static const char reading[] =
	"import json, math, pathlib, struct\n"
	"import torch\n"
	"from torch import nn\n"
	"\n"
	"\n"
	"def read(path):\n"
	"    \"\"\"The tensors of a safetensors file.\"\"\"\n"
	"    raw = bytearray(path.read_bytes())\n"
	"    size, = struct.unpack(\"<Q\", raw[:8])\n"
	"    header = json.loads(raw[8:8 + size])\n"
	"    types = {\"F32\": torch.float32, \"I64\": torch.int64}\n"
	"    tensors = {}\n"
	"    for name, about in header.items():\n"
	"        if name != \"__metadata__\":\n"
	"            start, end = (8 + size + offset for offset in about[\"data_offsets\"])\n"
	"            flat = torch.frombuffer(raw[start:end], dtype=types[about[\"dtype\"]]) \\\n"
	"                if end > start else torch.empty(0)\n"
	"            tensors[name] = flat.reshape(about[\"shape\"])\n"
	"    return tensors\n"
	"\n"
	"\n"
	"class Function(nn.Module):\n"
	"    def __init__(self, function):\n"
	"        super().__init__()\n"
	"        self.forward = function\n"
	"\n"
	"\n"
	"class Residual(nn.Sequential):\n"
	"    def forward(self, x):\n"
	"        return x + super().forward(x)\n"
	"\n"
	"\n"
	"def draw(seed, counter, bound):\n"
	"    \"\"\"A whole number below bound: Philox4x32-10, then Lemire's multiplication.\"\"\"\n"
	"    unfair = (2**32 - bound) % bound\n"
	"    while True:\n"
	"        word, key = list(counter), [seed % 2**32, seed >> 32]\n"
	"        for _ in range(10):\n"
	"            a, b = 0xD2511F53 * word[0], 0xCD9E8D57 * word[2]\n"
	"            word = [b >> 32 ^ word[1] ^ key[0], b % 2**32, a >> 32 ^ word[3] ^ key[1], a "
	"% 2**32]\n"
	"            key = [(key[0] + 0x9E3779B9) % 2**32, (key[1] + 0xBB67AE85) % 2**32]\n"
	"        for each in word:\n"
	"            if each * bound % 2**32 >= unfair:\n"
	"                return each * bound >> 32\n"
	"        counter = counter[:3] + (counter[3] + 0x10000,)\n"
	"\n"
	"\n"
	"def shuffled(count, epoch):\n"
	"    order = list(range(count))\n"
	"    for i in range(count, 1, -1):\n"
	"        other = draw(seed, (i, epoch, 0, 4), i)\n"
	"        order[i - 1], order[other] = order[other], order[i - 1]\n"
	"    return order\n"
	"\n"
	"\n";

static const char plateau[] = "best, scale, worse = math.inf, 1.0, 0\n"
			      "\n"
			      "\n"
			      "def plateau(factor, patience, threshold):\n"
			      "    global best, scale, worse\n"
			      "    if t > 0 and losses[-1] < best * (1 - threshold):\n"
			      "        best, worse = losses[-1], 0\n"
			      "    elif t > 0:\n"
			      "        worse += 1\n"
			      "        if worse > patience:\n"
			      "            scale, worse = scale * factor, 0\n"
			      "    return rate * scale\n"
			      "\n"
			      "\n";

static const char measuring[] =
	"def measure(split):\n"
	"    model.eval()\n"
	"    with torch.no_grad():\n"
	"        z, y = model(tensors[split + \".x\"]), tensors[split + \".y\"]\n"
	"        value = loss(z, answers(y)).item()\n"
	"        if y.dim() > 1:\n"
	"            return f\"{split} loss {value:.9g}\", value\n"
	"        right = ((z[:, 0] > 0) == (y == 1) if z.shape[1] == 1 else z.argmax(1) == y)\n"
	"        return f\"{split} loss {value:.9g}, accuracy "
	"{right.double().mean().item():.4f}\", value\n"
	"\n"
	"\n";

static bool put_activation(
	struct text *to, const struct choice *activation, const struct filling *filling)
{
	char formula[FORMULA_SHOWN];
	if (!formula_postfix(activation))
		return put_likeness(to, activation_likenesses, activation, filling);
	formula_write(activation, FORMULA_TORCH, formula);
	text_format(to, "Function(lambda x: %s)", formula);
	return true;
}

/* Linear, normalization, activation, dropout: as elements of nn.Sequential. */
static bool put_hidden(struct text *to, const struct network *network, const struct layer *layer,
	const struct filling *filling)
{
	const struct network_recipe *recipe = &network->recipe;
	text_put(to, layer->residual ? "    Residual(" : "    ");
	text_format(to, "nn.Linear(%zu, %zu), ", layer->inputs, layer->outputs);
	if (recipe->norm == NORMALIZATION_LAYER)
		text_format(to, "nn.LayerNorm(%zu), ", layer->outputs);
	if (recipe->norm == NORMALIZATION_BATCH)
		text_format(to, "nn.BatchNorm1d(%zu), ", layer->outputs);
	bool known = put_activation(to, &recipe->activation, filling);
	if (recipe->dropout > 0)
		text_format(to, ", nn.Dropout(%.17g)", recipe->dropout);
	text_put(to, layer->residual ? "),\n" : ",\n");
	return known;
}

static bool put_model(
	struct text *to, const struct experiment *experiment, const struct filling *filling)
{
	const struct network *network = experiment->network;
	bool known = true;
	text_put(to, "model = nn.Sequential(\n");
	for (size_t i = 0; i < network->recipe.depth; i++)
		known = put_hidden(to, network, &network->layers[i], filling) && known;
	const struct layer *last = &network->layers[network->recipe.depth];
	text_format(to, "    nn.Linear(%zu, %zu),\n)\n", last->inputs, last->outputs);
	text_put(to, "first = [tensor for name, tensor in tensors.items()\n"
		     "         if name[0].isdigit() and \"running\" not in name]\n"
		     "for parameter, tensor in zip(model.parameters(), first):\n"
		     "    parameter.data.copy_(tensor)\n");
	return known;
}

static void put_loop(struct text *to, const struct experiment *experiment)
{
	const struct training *training = &experiment->training;
	text_put(to, "losses = []\nprint(measure(\"train\")[0])\nstep = 0\n");
	text_format(to, "for t in range(%zu):\n", experiment->epochs);
	text_put(to, "    optimizer.param_groups[0][\"lr\"] = rate_of(t)\n"
		     "    order = shuffled(len(tensors[\"train.x\"]), t)\n"
		     "    for first in range(0, len(order), batch):\n"
		     "        some = order[first:first + batch]\n");
	if (training->steps)
		text_format(to, "        if step == %zu:\n            break\n        step += 1\n",
			training->amount);
	text_put(to, "        model.train()\n"
		     "        optimizer.zero_grad()\n"
		     "        loss(model(tensors[\"train.x\"][some]), "
		     "answers(tensors[\"train.y\"][some])).backward()\n");
	if (training->clip > 0)
		text_format(to, "        nn.utils.clip_grad_norm_(model.parameters(), %.17g)\n",
			training->clip);
	text_put(to, "        optimizer.step()\n"
		     "    said, value = measure(\"train\")\n"
		     "    losses.append(value)\n"
		     "    print(f\"epoch {t + 1}: {said}\")\n"
		     "if len(tensors[\"test.x\"]) > 0:\n"
		     "    print(measure(\"test\")[0])\n");
	if (!real_is_nan(experiment->loss))
		text_format(to, "print(\"Puente came to train loss %.9g\")\n", experiment->loss);
}

bool export_script(const struct experiment *experiment, struct text *to, const char **missing)
{
	const struct training *training = &experiment->training;
	const struct optimizer *optimizer = (const void *)training->optimizer.label;
	const struct network_recipe *recipe = &experiment->network->recipe;
	const struct choice fixed = choice_named(&schedules, "constant"),
			    *schedule = training->schedule.label ? &training->schedule : &fixed;
	const struct filling filling = { .momentum = training->momentum,
		.decay = real_is_nan(training->decay) ? optimizer->decay : training->decay,
		.end = (double)experiment->epochs };
	text_put(to, "#!/usr/bin/env python3\n"
		     "\"\"\"The same network, data and order of samples as in Puente.\"\"\"\n");
	text_put(to, reading);
	text_format(to, "tensors = read(pathlib.Path(__file__).with_name(\"%s\"))\n",
		experiment->tensors);
	text_format(to, "seed, batch, rate = %llu, %zu, %.17g\n",
		(unsigned long long)training->seed, training->batch,
		real_is_nan(training->rate) ? optimizer->rate : training->rate);
	*missing = recipe->activation.label->name;
	if (!put_model(to, experiment, &filling))
		return false;
	text_put(to, "loss = ");
	*missing = recipe->loss.label->name;
	if (!put_likeness(to, loss_likenesses, &recipe->loss, &filling))
		return false;
	text_put(to, "\noptimizer = ");
	*missing = training->optimizer.label->name;
	if (optimizer->kernel == OPTIMIZER_RPROP && filling.decay > 0)
		return false; /* PyTorch's has no weight decay */
	if (!put_likeness(to, optimizer_likenesses, &training->optimizer, &filling))
		return false;
	text_put(to, "\n\n\n");
	if (strcmp(schedule->label->name, "plateau") == 0)
		text_put(to, plateau);
	text_put(to, "def rate_of(t):\n    return ");
	*missing = schedule->label->name;
	if (!put_likeness(to, schedule_likenesses, schedule, &filling))
		return false;
	text_put(to, "\n\n\ndef answers(y):\n");
	const struct loss *loss = (const void *)recipe->loss.label;
	text_put(to, loss->kernel == LOSS_BINARY ? "    return y.float().unsqueeze(1)\n\n\n"
						 : "    return y\n\n\n");
	text_put(to, measuring);
	put_loop(to, experiment);
	return true;
}
