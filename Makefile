# Puente: a Jupyter kernel for watching neural networks learn.
#
#   make             build/release/bin/puente
#   make demo        the first course notebook through nbconvert, into build/demo/
#   make check       every test
#   make lab         JupyterLab with this kernel
#   make MODE=debug|asan|tsan|cover ...   the same, built another way

MODE   ?= release
BUILD  ?= build
PREFIX ?= /usr/local
CC     ?= gcc
PKG_CONFIG ?= pkg-config

B := $(BUILD)/$(MODE)

LIBRARIES := libzmq libcrypto jansson uuid libutf8proc zlib
WARNINGS  := -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wvla -Wundef -Wformat=2 \
	-Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition -Wwrite-strings -Wcast-qual \
	-Wpointer-arith -Wdouble-promotion -Wnull-dereference -Werror
# Fusing and reordering would change bits (-ffp-contract=off); sqrt may become one instruction.
BITS      := -ffp-contract=off -fno-math-errno

OPTIMIZE_release := -O2 -g
OPTIMIZE_debug   := -O0 -g3
OPTIMIZE_asan    := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
OPTIMIZE_tsan    := -O1 -g -fsanitize=thread
OPTIMIZE_cover   := -O0 -g --coverage

ALL_CFLAGS = -std=c17 -D_GNU_SOURCE $(WARNINGS) $(BITS) -fno-common -pthread \
	$(OPTIMIZE_$(MODE)) $(shell $(PKG_CONFIG) --cflags $(LIBRARIES)) $(CFLAGS)
ALL_LDFLAGS = $(OPTIMIZE_$(MODE)) -pthread $(LDFLAGS)
LIBS       = $(shell $(PKG_CONFIG) --libs $(LIBRARIES)) -lcsv

NN       := $(wildcard nn/*.c)
FLOOR     = $(wildcard kernel/$(1)/*.c)
SOURCES  := $(NN) $(wildcard kernel/*/*.c)
OBJECTS  := $(SOURCES:%.c=$(B)/%.o)
COMMANDS := $(sort $(notdir $(basename $(wildcard kernel/commands/*.c))))

.PHONY: all clean FORCE
all: $(B)/bin/puente

# A file that is rewritten only when its text changes.
define keep
@mkdir -p $(@D); printf '%s\n' $(1) | cmp -s - $@ || printf '%s\n' $(1) > $@
endef

$(B)/flags: FORCE
	$(call keep,'$(CC) $(ALL_CFLAGS)')
$(B)/commands.inc: FORCE
	$(call keep,$(patsubst %,'COMMAND(%)',$(COMMANDS)))
$(B)/kernel/session/registry.o: $(B)/commands.inc
$(B)/nn/data_digits.o: nn/sets/digits.csv.gz

$(B)/%.o: %.c $(B)/flags
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -I. -I$(B) -MMD -MP -c -o $@ $<

$(B)/bin/puente: $(OBJECTS)
	@mkdir -p $(@D)
	$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

# Unit tests: tests/unit/FLOOR/NAME.c is a program that links its floor and those below, no more.
ON_nn       := $(NN)
ON_base     := $(call FLOOR,base)
ON_view     := $(ON_base) $(call FLOOR,view) $(wildcard nn/real*.c)
ON_language := $(ON_base) $(call FLOOR,language) $(wildcard nn/real*.c)
ON_session  := $(ON_language) $(call FLOOR,view) $(NN) $(filter-out kernel/session/registry.c,$(call FLOOR,session)) tests/unit/session/toys.c
ON_commands := $(ON_language) $(call FLOOR,view) $(NN) $(call FLOOR,session) $(call FLOOR,commands)
ON_pipe     := $(ON_base) $(call FLOOR,view) $(call FLOOR,pipe) $(wildcard nn/real*.c)
ON_protocol := $(ON_pipe) $(ON_session) $(call FLOOR,protocol)

UNIT := $(filter-out %/toys %/unit,$(patsubst tests/unit/%.c,%,$(wildcard tests/unit/*/*.c)))
define unit_rule
$(B)/unit/$(1): $(B)/tests/unit/$(1).o $(B)/tests/unit/unit.o $$(patsubst %.c,$(B)/%.o,$$(sort $$(ON_$(firstword $(subst /, ,$(1))))))
	@mkdir -p $$(@D)
	$$(CC) $$(ALL_LDFLAGS) -o $$@ $$^ $$(LIBS) $$(shell $$(PKG_CONFIG) --libs check)
endef
$(foreach test,$(UNIT),$(eval $(call unit_rule,$(test))))

.PHONY: check-unit
check-unit: $(UNIT:%=$(B)/unit/%)
	prove --exec '' $(UNIT:%=$(B)/unit/%)

clean:
	rm -rf $(BUILD)

.SECONDARY:
-include $(OBJECTS:.o=.d) $(UNIT:%=$(B)/tests/unit/%.d)
