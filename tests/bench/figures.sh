#!/usr/bin/env bash
# Measures kluis beside its peers, on this machine, in one run, and writes docs/performance.md.
#
#   bash tests/bench/figures.sh
#
# Settings, as environment variables:
#   SECTIONS    which parts                   (administration small record search growth memory slow)
#   RUNS        how often, by turns           (5; parts that take long run fewer)
#   KLUIS       the binary                    (target/release/kluis, built first)
#   PACKING     the benchmark of packing alone          (cargo bench --bench packing, built first)
#   CORPUS      a folder to archive in the place of the 1 GiB that is made
#   SMALL       number of small files         (100000)
#   RECORD_MIB  sizes of bundles to find one record in        (1024 20480)
#   SEARCH_RECORDS  records of the vault that is searched         (1000000)
#   SEARCH_BUNDLES  in how many bundles they are                  (84)
#   MANY        bundles of the vault that is listed               (500)
#   CLIENTS     vaults of an office                               (60)
#   GROWTH_MIB  sizes of administrations                      (100 1024 10240 51200)
#   GROWTH_FILES  numbers of records                          (1000 10000 100000 1000000)
#   TWINS       in how many folders the files of administrations by their size stand, by hard links   (1)
#   FILE_MIB    size of the one large file    (6144)
#   SLOW_FILES  number of small files for the slow drives       (20000)
#   SLOW_BPS    bytes a second that a slow drive reads or writes  (30000000)
#   RESULTS     where timings are kept and added to           (target/figures.tsv)
#   DOCS        the folder whose performance.md is written    (docs)
#   SCRATCH     where everything is written   (a new temporary folder, removed at the end)
#
# The peers: restic, borg, and tar | zstd -3 -T0 | age; what is missing comes from the distribution's
# packages where this user may install them. kluis writes to a folder on the same disk, syncs, and reads
# everything back before it says that a bundle exists; no peer does the latter, and tar's pipe does not
# sync either. Everything is read from a warm page cache. The sections ask for up to 160 GB of room.
# shellcheck disable=SC2016 # what stands in single quotes is for the shell that is measured
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
runs=${RUNS:-5}
sections=${SECTIONS:-administration small record search growth memory slow}

need() { # need COMMAND PACKAGE
    command -v "$1" >/dev/null && return
    echo "figures: installing $2" >&2
    local as=()
    [ "$(id -u)" = 0 ] || as=(sudo -n)
    "${as[@]}" apt-get install -y -qq "$2" >/dev/null || { echo "figures: $1 is missing" >&2; exit 1; }
}
need restic restic
need borg borgbackup
need age age
need zstd zstd
need python3 python3

# Only the 1 GiB asks for it; a link of its own takes minutes. It comes first, since it leaves a binary of the program
# behind that has the tests' doubles in it.
if [ -z "${PACKING:-}" ] && [[ " $sections " == *" administration "* ]]; then
    built=$(cd "$root" && cargo bench --quiet --no-run --bench packing --message-format=json)
    PACKING=$(grep -o '"executable":"[^"]*packing-[^"]*"' <<<"$built" | tail -1 | cut -d'"' -f4)
fi
if [ -z "${KLUIS:-}" ]; then
    (cd "$root" && cargo build --release --quiet)
    KLUIS=${CARGO_TARGET_DIR:-$root/target}/release/kluis
fi
kluis=$(realpath "$KLUIS")
results=${RESULTS:-$root/target/figures.tsv}
mkdir -p "$(dirname "$results")"

if [ -n "${SCRATCH:-}" ]; then
    mkdir -p "$SCRATCH"
    scratch=$(mktemp -d "$(realpath "$SCRATCH")/figures.XXXXXX")
else
    scratch=$(mktemp -d)
fi
trap 'chmod -R u+w "$scratch" 2>/dev/null; rm -rf "$scratch"' EXIT

# No vault of this user is read or written: the home is one of its own, and so is every vault.
export HOME=$scratch/home XDG_DATA_HOME=$scratch/home/data XDG_CONFIG_HOME=$scratch/home/config
export XDG_CACHE_HOME=$scratch/home/cache KLUIS_VAULT=$scratch/vault KLUIS_LANG=en
export RESTIC_PASSWORD=figures RESTIC_REPOSITORY=$scratch/restic RESTIC_PROGRESS_FPS=0
export BORG_PASSPHRASE=figures BORG_REPO=$scratch/borg BORG_BASE_DIR=$scratch/home/borg
mkdir -p "$HOME"
age-keygen -o "$scratch/identity.txt" 2>/dev/null
recipient=$(age-keygen -y "$scratch/identity.txt")

say() { echo "-- $*" >&2; }

# measure WORK CONTESTANT COMMAND…
measure() { python3 "$here/measure.py" run "$results" "$@"; }

# size WORK CONTESTANT FILE|FOLDER…: what it takes, in bytes
size() {
    local work=$1 contestant=$2
    shift 2
    python3 "$here/measure.py" size "$results" "$work" "$contestant" "$@"
}

make_files() { # make_files FOLDER SHAPE OPTION…: fresh, and warm in the page cache
    rm -rf "$1"
    say "$(basename "$1"): $(python3 "$here/make_files.py" "$@")"
    warm "$1"
}

make_mixed() { # make_mixed FOLDER MIB: an administration; its files stand in TWINS folders where the room is short
    local twin twins=${TWINS:-1}
    rm -rf "$1"
    make_files "$1/1" mixed --mib $(($2 / twins))
    for twin in $(seq 2 "$twins"); do cp -al "$1/1" "$1/$twin"; done
}

warm() { find "$1" -type f -exec cat {} + >/dev/null; }

new_vault() { # new_vault [OPTION…]: the options are those of medium add
    chmod -R u+w "$scratch/medium" 2>/dev/null || true
    rm -rf "$scratch/vault" "$scratch/medium" "$scratch/paper.html"
    mkdir "$scratch/medium"
    "$kluis" init --name Figures --no-passphrase --copies 1 --paper "$scratch/paper.html" >/dev/null
    "$kluis" medium add "$scratch/medium" --same-disk --label A "$@" >/dev/null
}

archive() { # archive WORK SOURCE [CONTESTANT]
    measure "$1" "${3:-kluis}" "$kluis" archive "$2" --class nl-admin-basis --date 2025 --to A --accept-newer
}

restore() { # restore WORK [OPTION…]
    local work=$1
    shift
    fresh_target
    measure "$work" kluis "$kluis" restore --all --to "$scratch/out/kluis" --reason figures "$@"
}

new_repositories() {
    rm -rf "$scratch/restic" "$scratch/borg" "$scratch/home/borg"
    restic init -q
    borg init -e repokey-blake2 2>/dev/null
}

pack() { # pack SOURCE: the pipe that a careful person would type
    bash -c 'set -o pipefail; tar -C "$1" -cf - . | zstd -q -3 -T0 | age -r "$2" -o "$3"' \
        pack "$1" "$recipient" "$scratch/pack.age"
}

unpack() { # unpack TARGET [NAME]
    bash -c 'set -o pipefail; to=$1; shift; age -d -i "$1" "$2" | zstd -dq | tar -C "$to" -xf - "${@:3}"' \
        unpack "$1" "$scratch/identity.txt" "$scratch/pack.age" "${@:2}"
}

test_pack() {
    bash -c 'set -o pipefail; age -d -i "$1" "$2" | zstd -tq' test "$scratch/identity.txt" "$scratch/pack.age"
}
export -f pack unpack test_pack
export scratch recipient

# One hashing of the same bytes in each round says how far the machine itself wavers.
noise() {
    [ -f "$scratch/noise" ] || head -c 268435456 /dev/zero >"$scratch/noise"
    measure noise sha256sum sha256sum "$scratch/noise"
}

# Out of the way, and removed at the end of all: ext4 gives the numbers of removed files to no other file for up to five
# minutes, and looks at each of them whenever it makes one. Whoever came after a removal would pay for it.
gone=0
discard() { # discard PATH…
    local path
    mkdir -p "$scratch/gone"
    for path in "$@"; do
        [ -e "$path" ] || continue
        gone=$((gone + 1))
        mv "$path" "$scratch/gone/$gone"
    done
}

# Where room matters more: amounts that count by their bytes and not by their files.
make_room() { rm -rf "$scratch/gone"; }

fresh_target() { discard "$scratch/out"; mkdir "$scratch/out"; }

# A name that only one file has, from the middle of a folder's files.
one_file() { # one_file FOLDER: its path beneath the folder
    (cd "$1" && find . -type f -size -2M | sort | awk '{ all[NR] = $0 } END { print all[int((NR + 1) / 2)] }')
}

same() { # same FILE FOLDER: the folder holds exactly these bytes under that name
    local found
    found=$(find "$2" -type f -name "$(basename "$1")" | head -1)
    cmp -s "$1" "$found" || { echo "figures: $1 did not come back as it was" >&2; exit 1; }
}

# All of the main jobs over one folder, by turns with every peer.
by_turns() { # by_turns PREFIX SOURCE
    local prefix=$1 source=$2 round file name
    file=$(one_file "$source")
    name=$(basename "$file")
    for round in $(seq "$runs"); do
        say "$prefix, round $round of $runs"
        noise
        new_vault
        archive "$prefix: archive" "$source" "kluis, parity"
        size "$prefix: size" "kluis, parity" "$scratch"/medium/kluis-*/bundles
        measure "$prefix: verify" "kluis, parity" "$kluis" verify A
        new_vault --no-parity
        archive "$prefix: archive" "$source"
        size "$prefix: size" kluis "$scratch"/medium/kluis-*/bundles
        new_repositories
        measure "$prefix: archive" restic restic backup -q "$source"
        measure "$prefix: archive" borg borg create -C zstd,3 ::one "$source"
        rm -f "$scratch/pack.age"
        measure "$prefix: archive" pipe bash -c 'pack "$1"' - "$source"
        size "$prefix: size" pipe "$scratch/pack.age"
        [ -z "${PACKING:-}" ] || packing "$prefix" "$source"
        size "$prefix: size" restic "$scratch/restic"
        measure "$prefix: verify" kluis "$kluis" verify A
        measure "$prefix: verify" restic restic check -q --read-data
        measure "$prefix: verify" borg borg check --verify-data
        measure "$prefix: verify" "sha256sum" sha256sum "$scratch/pack.age"
        measure "$prefix: deep verify" kluis "$kluis" verify A --deep
        measure "$prefix: deep verify" pipe bash -c test_pack
        restore "$prefix: restore all"
        [ "$round" -gt 1 ] || same "$source/$file" "$scratch/out/kluis"
        fresh_target
        measure "$prefix: restore all" restic restic restore latest -q --target "$scratch/out"
        fresh_target
        measure "$prefix: restore all" borg bash -c 'cd "$scratch/out" && borg extract ::one'
        fresh_target
        measure "$prefix: restore all" pipe bash -c 'unpack "$1"' - "$scratch/out"
        restore "$prefix: one record" --match "**/$name"
        fresh_target
        measure "$prefix: one record" restic restic restore latest -q --include "$name" --target "$scratch/out"
        fresh_target
        measure "$prefix: one record" pipe bash -c 'unpack "$1" "$2"' - "$scratch/out" "$file"
    done
    fresh_target
}

packing() { # packing PREFIX SOURCE: what an archive does before it reads anything back, and the pipe again
    rm -rf "$scratch/packed"
    measure "$1: packing" kluis "$PACKING" "$2" "$scratch/packed"
    rm -rf "$scratch/packed" "$scratch/pack.age"
    measure "$1: packing" pipe bash -c 'pack "$1"' - "$2"
}

administration() {
    local source=${CORPUS:-}
    if [ -z "$source" ]; then
        source=$scratch/administration
        make_files "$source" mixed --mib 1024
    fi
    warm "$source"
    by_turns "1 GiB" "$source"
    [ -n "${CORPUS:-}" ] || discard "$source"
}

small() {
    make_files "$scratch/small" tiny --count "${SMALL:-100000}"
    by_turns "small files" "$scratch/small"
    discard "$scratch/small"
}

record() {
    local mib source=$scratch/record file round
    for mib in ${RECORD_MIB:-1024 20480}; do
        make_mixed "$source" "$mib"
        file=$(one_file "$source")
        new_vault --no-parity
        archive "archive $mib MiB" "$source"
        # Without its folder, so that it can stand anywhere; and as it is spelled on this PC.
        for round in $(seq $((runs * 3))); do
            restore "one record of $mib MiB" --match "**/${file#./}"
            same "$source/$file" "$scratch/out/kluis"
            restore "one record of $mib MiB, by its path" --match "$source/${file#./}"
            same "$source/$file" "$scratch/out/kluis"
        done
        discard "$source"
        make_room
    done
}

# The records of an office in one vault, in which one name is looked for, a vault of many bundles that is listed, and the
# vaults of an office. The same files are sealed for one case after the other, since nothing is sealed twice for one.
search() {
    local records=${SEARCH_RECORDS:-1000000} bundles=${SEARCH_BUNDLES:-84} many=${MANY:-500} clients=${CLIENTS:-60} round
    make_files "$scratch/search" tiny --count $((records / bundles))
    sealed_over_and_over "$scratch/search" "$bundles"
    for round in $(seq "$runs"); do
        measure "find in $records records" kluis "$kluis" find 0000001.xml
        # As an audit asks for a list of numbers; of few records some are not there.
        measure "find 21 names in $records records" kluis \
            bash -c '"$0" find "$@" || [ $? = 1 ]' "$kluis" $(printf '%07d.xml ' $(seq 21))
    done
    discard "$scratch/search"
    sealed_one_by_one "$scratch/search" "$many"
    for round in $(seq "$runs"); do
        measure "list of $many bundles" kluis "$kluis" list
        # Something waits there: copies that nobody verified yet, say.
        measure "due of $many bundles" kluis bash -c '"$1" due || [ $? = 1 ]' - "$kluis"
        measure "status of $many bundles" kluis bash -c '"$1" status || [ $? = 1 ]' - "$kluis"
        measure "help" kluis "$kluis" --help
    done
    discard "$scratch/search"
    office "$clients"
    for round in $(seq "$runs"); do
        measure "status of $clients vaults" kluis env -u KLUIS_VAULT bash -c '"$1" status --each || [ $? = 1 ]' - "$kluis"
    done
    rm -rf "$XDG_DATA_HOME/kluis/vaults" "$scratch/medium" "$scratch/clients"
}

office() { # office NUMBER: as many clients, whose last month was sealed onto one drive
    local client home
    rm -rf "$scratch/medium"
    mkdir "$scratch/medium"
    for client in $(seq "$1"); do
        home=$XDG_DATA_HOME/kluis/vaults/client-$client
        make_files "$scratch/clients/$client/2025-01" tiny --count 10
        rm -f "$scratch/paper.html"
        env -u KLUIS_VAULT "$kluis" init --name "Client $client" --no-passphrase --copies 1 --paper "$scratch/paper.html" >/dev/null
        printf '\n[[source]]\nfolder = "%s"\nclass = "nl-admin-basis"\n' "$scratch/clients/$client" >>"$home/kluis.toml"
        "$kluis" medium add "$scratch/medium" --same-disk --label A --vault "$home" >/dev/null
        "$kluis" month 2025-01 --yes --accept-newer --quiet --vault "$home"
    done
}

sealed_over_and_over() { # sealed_over_and_over SOURCE TIMES
    local time
    new_vault --no-parity
    for time in $(seq "$2"); do
        "$kluis" archive "$1" --class nl-admin-basis --date 2025 --case "C-$time" --to A --accept-newer --quiet
    done
}

sealed_one_by_one() { # sealed_one_by_one SOURCE TIMES: one new file a bundle
    local time
    mkdir "$1"
    new_vault --no-parity
    for time in $(seq "$2"); do
        echo "invoice $time" >"$1/$time.txt"
        "$kluis" archive "$1" --class nl-admin-basis --date 2025 --to A --accept-newer --quiet
    done
}

# One run each: what matters is how the figures grow.
growth() {
    local amount
    for amount in ${GROWTH_FILES-1000 10000 100000 1000000}; do
        make_files "$scratch/growth" tiny --count "$amount"
        grown "growth in records" "$amount"
    done
    for amount in ${GROWTH_MIB-100 1024 10240 51200}; do
        make_room
        make_mixed "$scratch/growth" "$amount"
        grown "growth in MiB" "$amount"
    done
}

grown() { # grown PREFIX AMOUNT
    local file
    file=$(one_file "$scratch/growth")
    new_vault
    archive "$1: archive" "$scratch/growth" "$2"
    discard "$scratch/growth"
    measure "$1: verify" "$2" "$kluis" verify A
    measure "$1: deep verify" "$2" "$kluis" verify A --deep
    fresh_target
    measure "$1: one record" "$2" "$kluis" restore --all --match "**/${file#./}" \
        --to "$scratch/out/one" --reason figures
    if room_for_all; then
        measure "$1: restore all" "$2" "$kluis" restore --all --to "$scratch/out/all" --reason figures
    else
        say "$1 $2: no room to restore all of it; not measured"
    fi
    fresh_target
}

# Whether the disk takes what the drive holds once more, with a third to spare: bundles are smaller than what is in them.
room_for_all() {
    local held room
    held=$(du -s --block-size=1M "$scratch/medium" | cut -f1)
    room=$(df --block-size=1M --output=avail "$scratch" | tail -1)
    [ $((held * 4 / 3)) -lt "$room" ]
}

memory() {
    make_files "$scratch/memory" single --mib "${FILE_MIB:-6144}"
    new_vault
    archive "one large file: archive" "$scratch/memory"
    measure "one large file: verify" kluis "$kluis" verify A
    measure "one large file: deep verify" kluis "$kluis" verify A --deep
    restore "one large file: restore"
    same "$scratch/memory/audit-file.bin" "$scratch/out/kluis"
    fresh_target
    discard "$scratch/memory"
    make_room
}

# Drives that read and write so many bytes a second and no more: images behind loop devices that the kernel throttles.
# One lies on disk and one in memory, so that they are two devices. Needs root, and the blkio controller of cgroup v1.
slow() {
    local throttle=/sys/fs/cgroup/blkio/blkio.throttle bps=${SLOW_BPS:-30000000} fast folder
    [ -w "$throttle.write_bps_device" ] || { echo "figures: this kernel throttles no device here: no slow drives" >&2; return 0; }
    make_files "$scratch/slow" mixed --mib 512
    make_files "$scratch/slow/small" tiny --count "${SLOW_FILES:-20000}"
    warm "$scratch/slow"
    fast=$(mktemp -d /dev/shm/figures.XXXXXX)
    for folder in "$scratch" "$fast"; do
        truncate -s 2G "$folder/image"
        mkfs.ext4 -q -F -E lazy_itable_init=0,lazy_journal_init=0 "$folder/image"
        mkdir "$folder/slow-drive"
        mount -o loop "$folder/image" "$folder/slow-drive"
    done
    local one=$scratch/slow-drive two=$fast/slow-drive
    trap 'umount "$scratch/slow-drive" "'"$two"'" 2>/dev/null || true; rm -rf "'"$fast"'"; chmod -R u+w "$scratch" 2>/dev/null; rm -rf "$scratch"' EXIT
    throttled "$one" "$two" "$bps"
    slow_vault "$one"
    busy "slow drive: archive" "kluis, parity" "$one" "$bps"
    slow_vault --no-parity "$one"
    busy "slow drive: archive" kluis "$one" "$bps"
    slow_vault --no-parity "$one" "$two"
    busy "slow drive: archive" "kluis, two drives" "$one" "$bps"
    throttled "$one" "$two" 0
    umount "$one" "$two"
    rm -rf "$fast" "$scratch/slow" "$scratch/image"
}

throttled() { # throttled MOUNT… BPS: 0 takes it back
    local bps=${*: -1} mount device
    for mount in "${@:1:$#-1}"; do
        device=$(stat -c '%Hd:%Ld' "$mount")
        echo "$device $bps" >"$throttle.write_bps_device"
        echo "$device $bps" >"$throttle.read_bps_device"
    done
}

slow_vault() { # slow_vault [OPTION] MOUNT…
    local option=() mount number=0
    [[ $1 != --* ]] || { option=("$1"); shift; }
    rm -rf "$scratch/vault" "$scratch/paper.html" "$scratch/slow-drive"/* "$fast/slow-drive"/*
    "$kluis" init --name Figures --no-passphrase --copies 1 --paper "$scratch/paper.html" >/dev/null
    for mount in "$@"; do
        number=$((number + 1))
        "$kluis" medium add "$mount" --same-disk --label "Drive $number" "${option[@]}" >/dev/null
    done
    sync
}

# busy WORK CONTESTANT MOUNT BPS: archives, and notes for which share of that time the drive moved bytes at its speed.
busy() {
    local device before after
    device=/sys/dev/block/$(stat -c '%Hd:%Ld' "$3")/stat
    before=$(awk '{ printf "%.0f", ($3 + $7) * 512 }' "$device")
    measure "$1" "$2" "$kluis" archive "$scratch/slow" --class nl-admin-basis --date 2025 --accept-newer
    after=$(awk '{ printf "%.0f", ($3 + $7) * 512 }' "$device")
    python3 "$here/measure.py" share "$results" "$1" "$2" "$((after - before))" "$4"
}

for section in $sections; do
    case $section in
        administration | small | record | search | growth | memory | slow) "$section" ;;
        *) echo "figures: no section is called $section" >&2; exit 2 ;;
    esac
done
python3 "$here/report.py" "$results" "${DOCS:-$root/docs}" "$("$kluis" --version)" \
    "$(restic version | cut -d' ' -f1-2), $(borg --version), age $(age --version), zstd $(zstd --version | grep -o 'v[0-9.]*')" \
    "$(stat -fc %T "$scratch")"
