# Puente: a Jupyter kernel for watching neural networks learn.
#
#   make demo        the first course notebook, executed, as a page in build/demo/
#   make lab         JupyterLab with this kernel
#   make check       the tests; make check-all adds the slow ones
#   make check-arithmetic   the same bits from every compiler, level and machine there is
#   make check-exhaustive   every function on every float there is
#   make             build/release/bin/puente
#   make install     into PREFIX (DESTDIR is honoured); make uninstall removes exactly that
#   make MODE=debug|asan|tsan|cover CC=gcc|clang V=1 ...   the same, built another way
#
# demo, lab and check install what they miss: system packages with apt-get (tests/packages.sh),
# Python packages into build/venv (tests/venv.sh). A plain make installs nothing.

MODE   ?= release
BUILD  ?= build
PREFIX ?= /usr/local
VENV   ?= $(BUILD)/venv
JOBS   ?= $(shell nproc 2>/dev/null || echo 2)
ifeq ($(origin CC),default)
CC     := gcc
endif
PKG_CONFIG ?= pkg-config

B   := $(BUILD)/$(MODE)
Q   := $(if $(V),,@)
say  = @$(if $(V),:,printf '  %-7s %s\n' $(1) '$(2)')
# Worked out once, when first needed: by then the packages are there.
once = $(eval $(1) := $$(shell $(2)))$($(1))

# --- what the program is made of ---------------------------------------------------------------

NN       := $(wildcard nn/*.c)
FLOOR     = $(wildcard kernel/$(1)/*.c)
SOURCES  := $(NN) $(wildcard kernel/*/*.c)
OBJECTS  := $(SOURCES:%.c=$(B)/%.o)
COMMANDS := $(sort $(notdir $(basename $(shell grep -l '^const struct command command_' kernel/commands/*.c))))

# pkg-config's names. libcsv has none.
LIBRARIES := libzmq libcrypto jansson uuid libutf8proc zlib libseccomp
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
OPTIMIZE_fuzz    := -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
# Workers are killed; they must write down first what has run.
LINK_cover       := -Wl,--wrap=kill
KEEPER_cover     := $(B)/tests/cover/keeper.o
ifndef OPTIMIZE_$(MODE)
$(error MODE is one of release, debug, asan, tsan, cover, fuzz; not "$(MODE)")
endif

PKG_CFLAGS = $(call once,PKG_CFLAGS,$(PKG_CONFIG) --cflags $(LIBRARIES))
PKG_NAMED  = $(call once,PKG_NAMED,$(PKG_CONFIG) --libs $(LIBRARIES))
PKG_LIBS   = $(PKG_NAMED) -lcsv -lm
MACHINE    = $(call once,MACHINE,$(CC) $(OPTIMIZE_$(MODE)) $(CFLAGS) -dumpmachine)

ALL_CFLAGS  = -std=c17 -D_GNU_SOURCE $(WARNINGS) $(BITS) -fno-common -pthread \
	$(OPTIMIZE_$(MODE)) $(PKG_CFLAGS) $(CFLAGS)
ALL_LDFLAGS = $(OPTIMIZE_$(MODE)) $(LINK_$(MODE)) -pthread $(LDFLAGS)

# Each level is compiled for its own machines and chosen at run time; off x86 the wide files are empty.
# A short loop is a third slower when it does not begin where a line of the instruction cache does.
# Of a wrong address -fsanitize=address tells; asking twice doubles what the compiler takes.
LEVEL_OPTIMIZE_release    = -O3 -falign-loops=64
LEVEL_OPTIMIZE_asan       = -g1 -fno-sanitize=null,object-size,pointer-overflow
LEVEL_arithmetic_portable = $(LEVEL_OPTIMIZE_$(MODE))
LEVEL_arithmetic_avx2     = $(LEVEL_OPTIMIZE_$(MODE)) $(if $(filter x86_64%,$(MACHINE)),-march=x86-64-v3)
LEVEL_arithmetic_avx512   = $(LEVEL_OPTIMIZE_$(MODE)) $(if $(filter x86_64%,$(MACHINE)),-march=x86-64-v4 -mprefer-vector-width=512)
$(B)/nn/arithmetic_%.o: ALL_CFLAGS += $(LEVEL_$(*F)) $(LEVEL_CFLAGS)
# Trainings are to end while the tests of the kernel wait for them.
$(BUILD)/cover/nn/%.o: ALL_CFLAGS += -O2

# --- the program -------------------------------------------------------------------------------

.PHONY: all clean FORCE
all: $(B)/bin/puente $(B)/share/locale/es/LC_MESSAGES/puente.mo

# A file that is rewritten only when its text changes.
define keep
@mkdir -p $(@D); printf '%s\n' $(1) | cmp -s - $@ || printf '%s\n' $(1) > $@
endef

$(B)/flags: FORCE
	@$(PKG_CONFIG) --exists --print-errors $(LIBRARIES) || { \
		echo "make: a library is missing, or $(PKG_CONFIG) itself; 'make packages' installs it" >&2; exit 1; }
	$(call keep,'$(CC) $(ALL_CFLAGS)' '$(foreach level,portable avx2 avx512,$(LEVEL_arithmetic_$(level)))')
$(B)/commands.inc: FORCE
	$(call keep,$(patsubst %,'COMMAND(%)',$(COMMANDS)))
$(B)/kernel/session/registry.o: $(B)/commands.inc
$(B)/nn/data_digits.o: nn/sets/digits.csv.gz
$(B)/nn/data_file.o: nn/sets/iris.csv nn/sets/wine.csv

$(B)/%.o: %.c $(B)/flags
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CC) $(ALL_CFLAGS) -I. -I$(B) -MMD -MP -c -o $@ $<

$(B)/bin/puente: $(OBJECTS) $(KEEPER_$(MODE))
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(PKG_LIBS)

# The program looks for translations beside itself, in ../share/locale.
$(B)/share/locale/%/LC_MESSAGES/puente.mo: kernel/locale/%.po
	@mkdir -p $(@D)
	$(call say,MSGFMT,$@)
	$(Q)msgfmt --check-format -o $@ $<

# --- installing --------------------------------------------------------------------------------

LOGOS := $(wildcard kernelspec/logo-*)
SPEC   = share/jupyter/kernels/puente
# What Jupyter runs: $(1) is the folder of the program, $(2) where the file goes.
kernel_json = sed 's|@bindir@|$(1)|g' kernelspec/kernel.json.in > $(2)/kernel.json

.PHONY: install uninstall
install: all
	install -d $(addprefix $(DESTDIR)$(PREFIX)/,bin $(SPEC) share/locale/es/LC_MESSAGES)
	install -m 755 $(B)/bin/puente $(DESTDIR)$(PREFIX)/bin
	install -m 644 $(LOGOS) $(DESTDIR)$(PREFIX)/$(SPEC)
	install -m 644 $(B)/share/locale/es/LC_MESSAGES/puente.mo $(DESTDIR)$(PREFIX)/share/locale/es/LC_MESSAGES
	$(call kernel_json,$(PREFIX)/bin,$(DESTDIR)$(PREFIX)/$(SPEC))

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/puente $(DESTDIR)$(PREFIX)/share/locale/es/LC_MESSAGES/puente.mo
	rm -f $(addprefix $(DESTDIR)$(PREFIX)/$(SPEC)/,kernel.json $(notdir $(LOGOS)))
	-rmdir $(DESTDIR)$(PREFIX)/$(SPEC)

# The build folder is laid out like an installation, for tests: JUPYTER_PATH=$(B)/share/jupyter.
$(B)/$(SPEC)/kernel.json: kernelspec/kernel.json.in $(LOGOS) Makefile
	@mkdir -p $(@D)
	@$(if $(LOGOS),cp $(LOGOS) $(@D))
	@$(call kernel_json,$(abspath $(B)/bin),$(@D))
all: $(B)/$(SPEC)/kernel.json

# --- setting up, demo, lab ---------------------------------------------------------------------

.PHONY: packages packages-check packages-all venv setup demo lab
packages packages-check packages-all:
	@CC=$(CC) sh tests/packages.sh $(@:packages-%=%)
venv: | packages
	@sh tests/venv.sh $(VENV)
setup: packages venv

# What the tests' scripts know. Jupyter finds this build's kernel first.
RUN = env -u MAKEFLAGS -u PUENTE_LANG PUENTE=$(abspath $(B)/bin/puente) B=$(B) MODE=$(MODE) BUILD=$(BUILD) VENV=$(VENV) CC=$(CC) \
	JUPYTER_PATH=$(abspath $(B)/share/jupyter)
# A build of its own, once what was missing is there.
again = $(MAKE) --no-print-directory

FIRST_NOTEBOOK := notebooks/01-inicializacion-y-activaciones.ipynb
PAGE := $(BUILD)/demo/$(notdir $(FIRST_NOTEBOOK:.ipynb=.html))
# Where the Python package index could not be reached, the distribution's.
NBCONVERT = $(firstword $(wildcard $(VENV)/bin/jupyter-nbconvert) jupyter-nbconvert)

$(VENV)/$(SPEC)/kernel.json: kernelspec/kernel.json.in $(LOGOS) Makefile | venv
	@mkdir -p $(@D)
	@cp $(LOGOS) $(@D)
	@$(call kernel_json,$(abspath $(BUILD)/release/bin),$(@D))

.PHONY: spec page jupyterlab
spec: all | venv
	+@[ ! -x $(VENV)/bin/jupyter ] || $(again) $(VENV)/$(SPEC)/kernel.json
	@[ -x $(VENV)/bin/jupyter ] || sh tests/packages.sh nbconvert
page: spec
	@$(RUN) $(NBCONVERT) --execute --to html --log-level WARN --output-dir $(dir $(PAGE)) $(FIRST_NOTEBOOK)
	@printf '\nThe notebook, executed, is this page:  %s\n' '$(abspath $(PAGE))'
	@printf 'To change it and look again, in JupyterLab:  make lab\n'
jupyterlab: spec
	@[ -x $(VENV)/bin/jupyter-lab ] || { echo "JupyterLab needs the Python package index" >&2; exit 1; }
	$(VENV)/bin/jupyter lab $(if $(filter 0,$(shell id -u)),--allow-root) $(FIRST_NOTEBOOK)
demo: setup
	+@$(again) -j$(JOBS) MODE=release page
lab: setup
	+@$(again) -j$(JOBS) MODE=release jupyterlab

# --- tests -------------------------------------------------------------------------------------

# Unit tests: tests/unit/FLOOR/NAME.c is a program that links its floor and those below, no more.
ON_nn       := $(NN)
ON_base     := $(call FLOOR,base)
ON_view     := $(ON_base) $(call FLOOR,view) $(wildcard nn/real*.c)
ON_language := $(ON_base) $(call FLOOR,language) $(wildcard nn/real*.c)
UNTOLD      := $(ON_language) $(call FLOOR,view) $(NN) $(filter-out kernel/session/registry.c,$(call FLOOR,session))
ON_session  := $(UNTOLD) tests/unit/session/toys.c
ON_commands := $(ON_language) $(call FLOOR,view) $(NN) $(call FLOOR,session) $(call FLOOR,commands)
ON_pipe     := $(ON_base) $(call FLOOR,view) $(call FLOOR,pipe) $(wildcard nn/real*.c)
ON_worker   := $(UNTOLD) $(call FLOOR,pipe) $(call FLOOR,worker)
ON_protocol := $(ON_pipe) $(ON_session) $(call FLOOR,protocol)

# So do the libraries: a floor that reaches for one that is not its own does not link.
WITH_nn       := zlib jansson
WITH_base     := libutf8proc
WITH_view     := libutf8proc
WITH_language := libutf8proc
WITH_session  := libutf8proc zlib jansson
WITH_commands := libutf8proc zlib jansson
WITH_pipe     := libutf8proc libseccomp
WITH_worker   := libutf8proc zlib jansson libseccomp
WITH_protocol := libutf8proc zlib jansson libcrypto uuid libseccomp

UNIT := $(filter-out %/toys %/unit %/wide,$(patsubst tests/unit/%.c,%,$(wildcard tests/unit/*/*.c)))
define unit_rule
$(B)/unit/$(1): $(B)/tests/unit/$(1).o $(B)/tests/unit/unit.o $$(patsubst %.c,$(B)/%.o,$$(sort $$(ON_$(firstword $(subst /, ,$(1)))))) $(KEEPER_$(MODE))
	@mkdir -p $$(@D)
	$$(call say,LINK,$$@)
	$$(Q)$$(CC) $$(ALL_LDFLAGS) -o $$@ $$^ $$(shell $(PKG_CONFIG) --libs $$(WITH_$(firstword $(subst /, ,$(1)))) check) -lcsv -lm
endef
$(foreach test,$(UNIT),$(eval $(call unit_rule,$(test))))
$(B)/unit/nn/arithmetic_levels $(B)/unit/nn/loss_levels: $(B)/tests/unit/nn/wide.o

.PHONY: programs check-unit check-source check-locale check-sessions check-readme check-install check-torch \
	check-protocol check-protocols check-protocol-sanitized check-notebooks check-sanitized check-golden \
	check-accuracy check-arithmetic check check-slow check-all bless
UNIT_PROGRAMS := $(UNIT:%=$(B)/unit/%)
programs: all $(UNIT_PROGRAMS) $(B)/golden $(B)/accuracy

# Preloaded, it lets one allocation fail.
$(B)/starve.so: tests/starve/preload.c tests/starve/starve.h $(B)/flags
	$(call say,CC,$@)
	$(Q)$(CC) -std=c17 -D_GNU_SOURCE $(WARNINGS) -O2 -fPIC -shared -I. -o $@ $<

# The lessons of the course as tests, on a few thousand trainings: tests/lessons/NAME.c, with lesson.c.
LESSONS := $(filter-out lesson,$(patsubst tests/lessons/%.c,%,$(wildcard tests/lessons/*.c)))
$(B)/lessons/%: $(B)/tests/lessons/%.o $(B)/tests/lessons/lesson.o $(B)/tests/unit/unit.o $(NN:%.c=$(B)/%.o)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(shell $(PKG_CONFIG) --libs $(WITH_nn) check) -lcsv -lm
check-lessons: $(LESSONS:%=$(B)/lessons/%)
	prove -j$(JOBS) --timer --exec '' $^

# The golden program prints checksums of the arithmetic. It is built for machines that lack nn's
# libraries: what needs one stays away, and an archive brings only what is asked for.
GOLDEN    := $(patsubst %.c,$(B)/%.o,$(wildcard tests/arithmetic/*.c))
GOLDEN_NN := $(patsubst %.c,$(B)/%.o,$(shell grep -LE '^.include <(zlib|csv|jansson)' $(NN)))
$(B)/golden.a: $(GOLDEN_NN)
	@rm -f $@
	$(Q)ar rcs $@ $^
$(B)/golden: $(GOLDEN) $(B)/golden.a
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ -lm

# Judges the functions and fma by the C library's.
$(B)/accuracy: $(patsubst %.c,$(B)/%.o,$(wildcard tests/accuracy/*.c)) $(B)/golden.a
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ -lm

# What PyTorch is compared with: tests/torch/oracle prints what the core computes.
$(B)/oracle: $(B)/tests/torch/oracle.o $(B)/tests/torch/training.o $(patsubst %.c,$(B)/%.o,$(ON_nn))
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(shell $(PKG_CONFIG) --libs $(WITH_nn)) -lcsv -lm

check-unit: $(UNIT_PROGRAMS)
	prove -j$(JOBS) --exec '' $(UNIT_PROGRAMS)

# Each of these is tests/NAME.sh, which speaks TAP.
check-source check-locale check-sessions check-readme check-install: check-%: all
	$(RUN) prove --exec sh tests/$*.sh
# The same bits from about ten builds; check-arithmetic: from all of them.
check-golden: $(B)/golden
	$(RUN) prove --exec sh tests/golden.sh
check-arithmetic: packages-all
	+@$(again) -j$(JOBS) $(B)/golden
	EVERY=1 $(RUN) prove --exec sh tests/golden.sh
# How exact the functions of one number are, and whether the levels agree: on a grid, on all floats
# (a minute or two a function; FUNCTIONS="exp fma": those only; "--thorough exp": by slow levels too).
check-accuracy: $(B)/accuracy
	prove --exec '' $(B)/accuracy :: --every 8191 --thorough
.PHONY: check-exhaustive
check-exhaustive: $(B)/accuracy
	$(B)/accuracy $(FUNCTIONS)
# Each of these is pytest's, in the virtual environment.
check-protocol check-notebooks: check-%: all | venv
	$(RUN) sh tests/pytest.sh tests/$*
check-protocol check-ipc check-curve: $(B)/starve.so

check-torch: all $(B)/oracle
	$(RUN) prove --exec sh tests/torch.sh tests/torch_scripts.sh

# Rewrites the expected text of the sessions; read the difference before you commit it.
bless: all
	$(RUN) sh tests/sessions.sh bless

SUITES := source unit golden accuracy locale sessions readme install notebooks
# Built in parallel, run one after the other; a suite that fails does not hide the next. Those of the
# protocol wait more than they compute: as it is released and sanitized beside each other.
check: packages-check venv
	+@$(again) -j$(JOBS) programs
	+@$(again) -j$(JOBS) MODE=asan programs
	+@$(again) -k -j1 $(SUITES:%=check-%) check-sanitized check-protocols
check-sanitized:
	+@$(again) -k -j1 MODE=asan check-unit check-sessions
check-protocols: packages-check venv
	+@$(again) -k -j2 --output-sync check-protocol check-protocol-sanitized
check-protocol-sanitized:
	+@$(again) MODE=asan check-protocol

# What takes longer or needs more tools: the other compiler (whose sessions show the same bits),
# threads under their sanitizer, fuzzing for a while, the linters.
.PHONY: check-clang check-threads check-lessons
THREADED := $(filter nn/pool nn/parallel nn/pass nn/train,$(UNIT))
check-clang:
	+@$(again) -j$(JOBS) CC=clang BUILD=$(BUILD)/clang VENV=$(VENV) programs
	+@$(again) -j1 CC=clang BUILD=$(BUILD)/clang VENV=$(VENV) check-unit check-sessions
check-threads:
	+@$(again) -j$(JOBS) MODE=tsan $(THREADED:%=$(BUILD)/tsan/unit/%)
	prove --exec '' $(THREADED:%=$(BUILD)/tsan/unit/%)
# Every test of the protocol again over ipc and encrypted, beside each other: most of them wait. Those
# that take long, once.
.PHONY: check-transports check-ipc check-curve
check-transports: packages-check venv
	+@$(again) -j$(JOBS) all $(B)/starve.so
	+@$(again) -k -j2 --output-sync check-ipc check-curve
check-ipc check-curve: check-%: all | venv
	PUENTE_TRANSPORT=$* $(LONG_$*) $(RUN) sh tests/pytest.sh tests/protocol
LONG_curve = PUENTE_SLOW=1 PUENTE_REQUESTS=100000
# Every line of these floors is reached by their own unit tests, or says why it cannot be.
.PHONY: check-cover reached
REACHED := language protocol worker
check-cover:
	+@$(again) -j$(JOBS) MODE=cover reached
reached: $(filter $(addsuffix /%,$(REACHED:%=$(B)/unit/%)),$(UNIT_PROGRAMS))
	$(RUN) FLOORS="$(REACHED)" prove --exec sh tests/cover.sh
check-slow: packages-all venv
	+@$(again) -k -j1 check-lessons check-torch check-clang check-threads check-transports check-cover lint
	+@$(again) fuzz
check-all: check check-slow

# --- fuzzing -----------------------------------------------------------------------------------

# Each tests/fuzz/NAME.c is a program with clang's libFuzzer; `make fuzz SECONDS_EACH=3600` for longer.
FUZZERS := $(patsubst tests/fuzz/%.c,$(B)/fuzz/%,$(wildcard tests/fuzz/*.c))
$(B)/fuzz/%: $(B)/tests/fuzz/%.o $(filter-out $(B)/kernel/front/%,$(OBJECTS))
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -fsanitize=fuzzer -o $@ $^ $(PKG_LIBS)

.PHONY: fuzz fuzzers check-fuzz
fuzz:
	+@$(again) -j$(JOBS) CC=clang MODE=fuzz fuzzers
	+@$(again) CC=clang MODE=fuzz check-fuzz
fuzzers: $(FUZZERS)
check-fuzz:
	$(RUN) CORPUS=$(BUILD)/corpus prove --verbose --exec sh tests/fuzz.sh

# --- benches: figures, never failures ----------------------------------------------------------

# Against PyPI's ipykernel and xeus-python, in an environment of their own.
PEERS = $(BUILD)/peers
$(B)/bench/round_trip: $(B)/tests/bench/round_trip.o $(patsubst %.c,$(B)/%.o,$(sort $(ON_protocol)))
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(PKG_LIBS)

$(B)/bench/bare: $(B)/tests/bench/bare.o
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(shell $(PKG_CONFIG) --libs libzmq)

.PHONY: bench-protocol run-bench-protocol
bench-protocol: packages
	@sh tests/venv.sh $(PEERS) tests/bench/peers.txt
	+@$(again) -j$(JOBS) MODE=release run-bench-protocol
run-bench-protocol: all $(B)/bench/round_trip $(B)/bench/bare
	$(RUN) PYTHONDONTWRITEBYTECODE=1 $(PEERS)/bin/python tests/bench/protocol.py

# A large table, with pandas beside it where the system's Python has it.
.PHONY: bench-tables
bench-tables: all
	$(RUN) PYTHONDONTWRITEBYTECODE=1 python3 tests/bench/tables.py

# The arithmetic beside OpenBLAS, SLEEF, libm and PyTorch. What would make them slow is unset.
$(B)/bench/arithmetic: $(patsubst %.c,$(B)/%.o,$(wildcard tests/bench/arithmetic*.c) $(NN))
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(shell $(PKG_CONFIG) --libs $(WITH_nn)) -lcsv -lm

# Whether the core is ours, for what is timed in Python.
$(B)/bench/idle.so: tests/bench/arithmetic_idle.c tests/bench/arithmetic.h $(B)/flags
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_CFLAGS) -fPIC -shared -I. -o $@ $<

.PHONY: bench-arithmetic run-bench-arithmetic
FAIR = env -u OPENBLAS_CORETYPE -u OPENBLAS_NUM_THREADS -u OMP_NUM_THREADS -u ATEN_CPU_CAPABILITY -u PUENTE_ARITHMETIC
bench-arithmetic: packages-all
	+@$(again) -j$(JOBS) MODE=release run-bench-arithmetic
run-bench-arithmetic: $(B)/bench/arithmetic $(B)/bench/idle.so
	$(FAIR) $< products 1
	$(FAIR) $< products 2
	$(FAIR) $< functions
	for threads in 1 2; do $(FAIR) OPENBLAS_NUM_THREADS=$$threads OMP_NUM_THREADS=$$threads \
		PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 tests/bench/arithmetic.py $^ $$threads; done

# --- lint and format ---------------------------------------------------------------------------

.PHONY: lint format cover
HEADERS := $(wildcard nn/*.h kernel/*/*.h)
TESTS   := $(wildcard tests/*/*.[ch] tests/*/*/*.[ch])
lint: $(B)/commands.inc
	$(RUN) prove --exec sh tests/lint.sh
format:
	clang-format-14 -i $(SOURCES) $(HEADERS) $(TESTS)

# What all tests reach; check-cover is stricter, about a few floors.
cover: | venv
	+@$(again) -j$(JOBS) MODE=cover programs
	@find $(BUILD)/cover -name '*.gcda' -delete
	+@$(again) MODE=cover check-unit check-sessions check-protocol
	gcovr --root . --filter nn/ --filter kernel/ --object-directory $(BUILD)/cover

clean:
	rm -rf $(filter-out $(VENV),$(wildcard $(BUILD)/*))

.SECONDARY:
-include $(OBJECTS:.o=.d) $(wildcard $(B)/tests/*/*.d $(B)/tests/*/*/*.d)
