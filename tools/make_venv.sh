#!/bin/sh
# Makes .venv with the exact versions of requirements.txt. Says in one line what is missing.
# Called by make; needs nothing but a Python 3.11 to 3.13 with venv.
set -eu

die() { echo "make: $*" >&2; exit 1; }

find_python() {
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
        if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
            >/dev/null 2>&1; then
            echo "$candidate"
            return
        fi
    done
    have=$(${PYTHON:-python3} --version 2>/dev/null || echo "none")
    die "Python 3.11, 3.12 or 3.13 is needed (found: $have); install one, or name it: make PYTHON=python3.12"
}

python=$(find_python)
"$python" -c 'import venv, ensurepip' 2>/dev/null ||
    die "$python has no venv; install it (on Debian: apt install python3-venv)"

free=$(df -Pk . | awk 'NR==2 {print int($4 / 1024)}')
[ "$free" -ge "${NEED_MB:-3000}" ] ||
    die "the disk has $free MB free, about ${NEED_MB:-3000} are needed; make room and run make again"

if [ -d .venv ] && [ ! -f .venv/complete ]; then
    echo "make: .venv is half made; starting it over"
    rm -rf .venv
fi
if [ -d .venv ] && ! .venv/bin/python -c 'import sys' 2>/dev/null; then
    echo "make: the Python of .venv is gone; starting it over"
    rm -rf .venv
fi
if [ ! -d .venv ]; then
    echo "make: making .venv with $("$python" --version)"
    "$python" -m venv .venv || die "could not make .venv"
fi
rm -f .venv/complete
total=$(grep -c '==' requirements.txt || true)
echo "make: installing the $total packages of requirements.txt (one to five minutes)"
log=.venv/pip.log
.venv/bin/python -m pip install --disable-pip-version-check --progress-bar off \
    -r requirements.txt >"$log" 2>&1 &
pip=$!
trap 'kill $pip 2>/dev/null; exit 130' INT TERM
while kill -0 $pip 2>/dev/null; do
    if [ -t 1 ]; then
        printf '\rmake: found %s of %s' "$(grep -c '^Collecting' "$log")" "$total"
        if grep -q '^Installing' "$log"; then printf ', installing '; fi
    fi
    sleep 1
done
[ -t 1 ] && echo
if ! wait $pip; then
    grep -i '^error' "$log" | tail -3 >&2
    die "pip could not install requirements.txt ($log has it all); is there a network? run make again"
fi
.venv/bin/python -m pip install --disable-pip-version-check --quiet --no-deps \
    --no-build-isolation -e . -e autograder || die "could not install pixelup and autograder"
touch .venv/complete
