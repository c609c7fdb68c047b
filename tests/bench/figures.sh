#!/usr/bin/env bash
# Measures kluis beside its peers, on this machine, in one run.
#
#   bash tests/bench/figures.sh [CORPUS_DIR]
#
# Without CORPUS_DIR it makes one of 1 GiB. Settings, as environment variables:
#   KLUIS      the binary                    (target/release/kluis: cargo build --release)
#   RUNS       how often, by turns           (5)
#   SECTIONS   which parts                   (administration record memory)
#   RECORD_MIB sizes of bundles to find one record in  (1024 6144)
#   FILE_MIB   size of the one large file    (6144)
#   TINY       number of small files         (300000)
#   SCRATCH    where everything is written   (a new temporary folder, removed at the end)
#
# The peers: restic, and tar | zstd -T0 | age. kluis writes to a folder on the same disk, syncs,
# and reads everything back before it says that a bundle exists; no peer does the latter, and
# tar's pipe does not sync either. Everything is read from a warm page cache. All parts need
# about 40 GB of room and half an hour.
# shellcheck disable=SC2016 # what stands in single quotes is for the shell that is measured
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
kluis=$(realpath "${KLUIS:-$here/../../target/release/kluis}")
runs=${RUNS:-5}
sections=${SECTIONS:-administration record memory}
corpus=${1:+$(realpath "$1")}

[ -x "$kluis" ] || { echo "figures: no kluis at $kluis (cargo build --release)" >&2; exit 1; }
for tool in restic age age-keygen zstd tar python3; do
    command -v "$tool" >/dev/null || { echo "figures: $tool is missing" >&2; exit 1; }
done

if [ -n "${SCRATCH:-}" ]; then
    mkdir -p "$SCRATCH"
    scratch=$(mktemp -d "$(realpath "$SCRATCH")/figures.XXXXXX")
else
    scratch=$(mktemp -d)
fi
trap 'chmod -R u+w "$scratch" 2>/dev/null; rm -rf "$scratch"' EXIT
results=$scratch/results.tsv
: >"$results"

# No vault of this user is read or written: the home is one of its own, and so is every vault.
export HOME=$scratch/home XDG_DATA_HOME=$scratch/home/data XDG_CONFIG_HOME=$scratch/home/config
export XDG_CACHE_HOME=$scratch/home/cache KLUIS_VAULT=$scratch/vault
export RESTIC_PASSWORD=figures RESTIC_REPOSITORY=$scratch/restic RESTIC_PROGRESS_FPS=0
mkdir -p "$HOME"
age-keygen -o "$scratch/identity.txt" 2>/dev/null
recipient=$(age-keygen -y "$scratch/identity.txt")

say() { echo "-- $*" >&2; }

# measure WORK CONTESTANT COMMAND…
measure() { python3 "$here/measure.py" run "$results" "$@"; }

new_vault() { # new_vault [OPTION…]: the options are those of medium add
    rm -rf "$scratch/vault" "$scratch/medium" "$scratch/paper.html"
    mkdir "$scratch/medium"
    "$kluis" init --name Figures --no-passphrase --copies 1 --paper "$scratch/paper.html" >/dev/null
    "$kluis" medium add "$scratch/medium" --same-disk --label A "$@" >/dev/null
}

archive() { # archive WORK SOURCE [CONTESTANT]
    measure "$1" "${3:-kluis}" "$kluis" archive "$2" --class nl-admin-basis --date 2025 --to A --accept-newer
}

new_repository() {
    rm -rf "$scratch/restic"
    restic init -q
}

pack() { # pack SOURCE: the pipe that a careful person would type
    bash -c 'set -o pipefail; tar -C "$1" -cf - . | zstd -q -3 -T0 | age -r "$2" -o "$3"' \
        pack "$1" "$recipient" "$scratch/pack.age"
}

unpack() { # unpack TARGET [NAME]
    bash -c 'set -o pipefail; to=$1; shift; age -d -i "$1" "$2" | zstd -dq | tar -C "$to" -xf - "${@:3}"' \
        unpack "$1" "$scratch/identity.txt" "$scratch/pack.age" "${@:2}"
}
export -f pack unpack
export scratch recipient

# One hashing of the same bytes in each round says how far the machine itself wavers.
noise() {
    [ -f "$scratch/noise" ] || head -c 268435456 /dev/zero >"$scratch/noise"
    measure noise sha256sum sha256sum "$scratch/noise"
}

fresh_target() { rm -rf "$scratch/out"; mkdir "$scratch/out"; }

# A name that only one file has, from the middle of a folder's files.
one_file() { # one_file FOLDER: its path beneath the folder
    (cd "$1" && find . -type f -size -2M | sort | awk '{ all[NR] = $0 } END { print all[int((NR + 1) / 2)] }')
}

same() { # same FILE FOLDER: the folder holds exactly these bytes under that name
    local found
    found=$(find "$2" -type f -name "$(basename "$1")" | head -1)
    cmp -s "$1" "$found" || { echo "figures: $1 did not come back as it was" >&2; exit 1; }
}

administration() {
    local source=$corpus round
    if [ -z "$source" ]; then
        source=$scratch/administration
        say "administration: $(python3 "$here/make_files.py" "$source" mixed --mib 1024)"
    fi
    find "$source" -type f -exec cat {} + >/dev/null
    for round in $(seq "$runs"); do
        say "administration, round $round of $runs"
        noise
        new_vault --no-parity
        archive archive "$source" "kluis, no parity"
        new_vault
        archive archive "$source"
        new_repository
        measure archive restic restic backup -q "$source"
        rm -f "$scratch/pack.age"
        measure archive "tar|zstd|age" bash -c 'pack "$1"' - "$source"
        measure verify kluis "$kluis" verify A
        measure verify restic restic check -q --read-data
        measure verify "age|zstd -t" bash -c \
            'set -o pipefail; age -d -i "$scratch/identity.txt" "$scratch/pack.age" | zstd -tq'
        fresh_target
        measure "restore all" kluis "$kluis" restore --all --to "$scratch/out/kluis" --reason figures
        fresh_target
        measure "restore all" restic restic restore latest -q --target "$scratch/out"
        fresh_target
        measure "restore all" "tar|zstd|age" bash -c 'unpack "$1"' - "$scratch/out"
    done
    fresh_target
    if [ -z "$corpus" ]; then rm -rf "$source"; fi
}

record() {
    local mib source file name round
    for mib in ${RECORD_MIB:-1024 6144}; do
        source=$scratch/record
        rm -rf "$source"
        say "one record: $(python3 "$here/make_files.py" "$source" mixed --mib "$mib")"
        file=$(one_file "$source")
        name=$(basename "$file")
        new_vault
        archive "seal $mib MiB" "$source"
        new_repository
        restic backup -q "$source"
        pack "$source"
        for round in $(seq "$runs"); do
            noise
            fresh_target
            measure "one of $mib MiB" kluis "$kluis" restore --all --match "**/$name" \
                --to "$scratch/out/kluis" --reason figures
            same "$source/$file" "$scratch/out/kluis"
            fresh_target
            measure "one of $mib MiB" restic restic restore latest -q --include "$name" \
                --target "$scratch/out"
            same "$source/$file" "$scratch/out"
        done
        fresh_target
        measure "one of $mib MiB" "tar|zstd|age" bash -c 'unpack "$1" "$2"' - "$scratch/out" "$file"
        rm -rf "$source" "$scratch/restic" "$scratch/pack.age"
    done
}

memory() {
    local source=$scratch/memory mib=${FILE_MIB:-6144} count=${TINY:-300000} file
    say "memory: $(python3 "$here/make_files.py" "$source" single --mib "$mib")"
    new_vault
    archive "one file, archive" "$source"
    measure "one file, verify" kluis "$kluis" verify A
    fresh_target
    measure "one file, restore" kluis "$kluis" restore --all --to "$scratch/out/kluis" --reason figures
    same "$source/audit-file.bin" "$scratch/out/kluis"
    fresh_target
    rm -rf "$source"
    say "memory: $(python3 "$here/make_files.py" "$source" tiny --count "$count")"
    file=$(one_file "$source")
    new_vault
    archive "$count files, archive" "$source"
    measure "$count files, verify" kluis "$kluis" verify A
    measure "$count files, one" kluis "$kluis" restore --all --match "**/$(basename "$file")" \
        --to "$scratch/out/one" --reason figures
    same "$source/$file" "$scratch/out/one"
    measure "$count files, all" kluis "$kluis" restore --all --to "$scratch/out/all" --reason figures
    new_repository
    measure "$count files, archive" restic restic backup -q "$source"
    rm -rf "$source"
}

echo "$(nproc) cores, $(uname -sr), file system $(stat -fc %T "$scratch")"
"$kluis" --version
restic version | cut -d' ' -f1-2
for section in $sections; do
    case $section in
        administration | record | memory) "$section" ;;
        *) echo "figures: no section is called $section" >&2; exit 2 ;;
    esac
done
echo
python3 "$here/measure.py" report "$results"
