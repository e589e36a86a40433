# `make` does it all: site, exercises, a graded sample class. `make help` lists the rest.
PY := .venv/bin/python
STAMPS := _build/.stamps
CLASS := _build/sample-class
UNIT := 02-convolution
PORT := 8000
WORKERS := $(shell nproc 2>/dev/null || echo 2)

export OMP_NUM_THREADS := 1
export PYTHONUTF8 := 1
unexport PYTHONPATH

LIBRARY := $(shell find pixelup -name '*.py' -o -path 'pixelup/widgets/static/*' -type f)
GRADER := $(shell find autograder -name '*.py')
SOURCES := $(wildcard solutions/[0-9][0-9]-*.md)
GENERATED := $(wildcard exercises/*/*.ipynb pixelup/golden/*.json)
PAGES := $(shell find book extensions _config.yml -type f -not -path '*/__pycache__/*')

.DELETE_ON_ERROR:
.PHONY: all help env exercises book class serve test lint faults parity pins picture site-zip bench-site bench-training bench-similar term bench-grading clean

all: exercises book class  ## everything, then a summary
	@$(PY) -m autograder grade $(CLASS) $(UNIT)
	@echo
	@echo "site       $(CURDIR)/_build/html/index.html   (make serve shows it on http://127.0.0.1:$(PORT))"
	@echo "gradebook  $(CURDIR)/$(CLASS)/gradebook.db"
	@echo "feedback   $(CURDIR)/$(CLASS)/feedback/"
	@echo "grades     $(CURDIR)/$(CLASS)/grades.csv"

help:  ## this list
	@grep -E '^[a-z-]+:.*  ## ' $(MAKEFILE_LIST) | sed -E 's/:.*  ## /\t/' | expand -t 12

env: $(STAMPS)/env  ## .venv with the versions of requirements.txt
$(STAMPS)/env: requirements.txt pyproject.toml autograder/pyproject.toml tools/make_venv.sh
	@sh tools/make_venv.sh
	@mkdir -p $(STAMPS) && touch $@

exercises: $(STAMPS)/exercises  ## exercises/ and pixelup/golden/, built and verified
$(STAMPS)/exercises: $(STAMPS)/env _config.yml $(SOURCES) $(GENERATED) $(LIBRARY) $(GRADER) $(wildcard book/[0-9]*.md)
	@$(PY) -m autograder build
	@$(PY) -m autograder verify
	@touch $@

book: $(STAMPS)/book  ## the site, in _build/html
$(STAMPS)/book: $(STAMPS)/env $(PAGES) $(LIBRARY) $(GENERATED)
	@.venv/bin/jupyter-book build book --path-output . --config _config.yml -W --keep-going
	@touch $@

class: $(STAMPS)/class  ## a sample class, graded, in _build/sample-class
$(STAMPS)/class: $(STAMPS)/exercises
	@$(PY) -m autograder init $(CLASS)
	@$(PY) -m autograder sample $(CLASS) $(UNIT)
	@$(PY) -m autograder grade $(CLASS) $(UNIT) --workers $(WORKERS) --quiet
	@$(PY) -m autograder feedback $(CLASS) $(UNIT) --workers $(WORKERS)
	@$(PY) -m autograder export $(CLASS)
	@touch $@

serve:  ## show the site on 127.0.0.1
	@test -f _build/html/index.html || { echo "make: there is no site yet; run make first" >&2; exit 1; }
	@echo "http://127.0.0.1:$(PORT)  (Ctrl-C ends it)"
	@$(PY) -m http.server $(PORT) --bind 127.0.0.1 --directory _build/html

test: $(STAMPS)/env lint  ## all tests; what needs a browser is skipped by name where there is none
	@$(PY) -m pytest -n $(WORKERS) --dist loadfile

lint: $(STAMPS)/env  ## style, and that nothing generated is stale
	@$(PY) -m ruff check
	@$(PY) -m ruff format --check
	@$(PY) -m autograder build --check

faults: $(STAMPS)/env  ## kill the grader at 50 random points: nothing is lost, nothing is left
	@$(PY) -m tests.faults.driver --points 50

parity: $(STAMPS)/env  ## the sample class of every unit, graded by stock nbgrader too
	@$(PY) -m tests.parity.stock

pins:  ## requirements.txt from requirements.in
	@sh tools/pins.sh

site-zip: book  ## the site as a zip for any web server
	@$(PY) tools/site_zip.py _build/html _build/pixelup-site.zip

bench-site: book  ## the site's weight and speed, beside their bars
	@$(PY) -m tools.bench_site

bench-training: $(STAMPS)/env  ## pictures a second on this device, one change a row
	@env -u OMP_NUM_THREADS $(PY) -m tools.bench_training

bench-grading: $(STAMPS)/env  ## the grader beside stock nbgrader, and beside its bars
	@$(PY) tools/bench_grading.py

bench-similar: $(STAMPS)/env  ## similar submissions: how many copies are found, how many others
	@$(PY) tools/bench_similar.py

term: $(STAMPS)/env  ## a term of 60 students by script, twice, compared to the last byte
	@$(PY) tools/term.py --workers $(WORKERS)

picture: book  ## the picture of the README, from the built page
	@$(PY) tools/picture.py

clean:  ## everything that was made, but .venv
	rm -rf _build
