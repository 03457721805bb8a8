# shellcheck shell=sh
# What a build needs beside the Swift toolchain. Sourced by the scripts, never run alone.
# A library counts as present when the compiler finds its header: package names differ between
# systems and releases, headers don't.

swift_version_min=6.3

say() { printf '%s\n' "$*" >&2; }

fail() {
    say "error: $*"
    exit 1
}

# The C compiler that the build will use: the toolchain's own clang, else what the system has.
find_c_compiler() {
    toolchain=$(swift -print-target-info 2>/dev/null |
        sed -n 's|.*"runtimeResourcePath" *: *"\(.*\)/lib/swift[^/"]*".*|\1|p')
    for compiler in "$toolchain/bin/clang" clang cc gcc; do
        if command -v "$compiler" >/dev/null 2>&1; then
            printf '%s\n' "$compiler"
            return 0
        fi
    done
    return 1
}

# has_header NAME: whether `#include <NAME>` compiles, with the reason on standard error if not.
has_header() {
    if c_compiler=$(find_c_compiler); then
        printf '#include <%s>\n' "$1" | "$c_compiler" -x c -fsyntax-only -
    else
        [ -f "/usr/include/$1" ] || [ -f "/usr/local/include/$1" ]
    fi
}

# Prints the Debian packages that would bring what is missing, one a line.
missing_packages() {
    command -v git >/dev/null 2>&1 || echo git
    has_header zlib.h 2>/dev/null || echo libz-dev
    has_header libdeflate.h 2>/dev/null || echo libdeflate-dev
    has_header libstemmer.h 2>/dev/null || echo libstemmer-dev
}

is_debian_like() {
    command -v apt-get >/dev/null 2>&1 || return 1
    case " $(. /etc/os-release 2>/dev/null && echo "${ID:-} ${ID_LIKE:-}") " in
    *" debian "* | *" ubuntu "*) return 0 ;;
    *) return 1 ;;
    esac
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        env DEBIAN_FRONTEND=noninteractive "$@"
    else
        sudo env DEBIAN_FRONTEND=noninteractive "$@"
    fi
}

# Installs the named Debian packages, after saying so.
apt_install() {
    command="apt-get update && apt-get install -y --no-install-recommends $*"
    if [ "$(id -u)" -eq 0 ]; then
        say "Installing what is missing:  $command"
    elif command -v sudo >/dev/null 2>&1; then
        say "Installing what is missing, with sudo:  $command"
    else
        fail "this needs root and there is no sudo here; as root, run:  $command"
    fi
    # A broken third-party source must not stop an install that the other sources can serve.
    as_root apt-get update >&2 || say "warning: apt-get update failed; trying to install all the same"
    as_root apt-get install -y --no-install-recommends "$@" >&2 ||
        fail "could not install: $* (the lines above say why)"
}

require_swift() {
    command -v swift >/dev/null 2>&1 ||
        fail "no swift on PATH; Khabar needs Swift $swift_version_min or newer: https://www.swift.org/install"
    swift_version=$(swift --version 2>/dev/null |
        sed -n 's/.*Swift version \([0-9][0-9]*\)\.\([0-9][0-9]*\).*/\1 \2/p' | head -n 1)
    [ -n "$swift_version" ] || fail "'swift --version' does not say which version it is"
    swift_major=${swift_version% *}
    swift_minor=${swift_version#* }
    min_major=${swift_version_min%.*}
    min_minor=${swift_version_min#*.}
    if [ "$swift_major" -lt "$min_major" ] ||
        { [ "$swift_major" -eq "$min_major" ] && [ "$swift_minor" -lt "$min_minor" ]; }; then
        fail "this is Swift $swift_major.$swift_minor; Khabar needs $swift_version_min or newer:" \
            "https://www.swift.org/install"
    fi
}

# Ends the script unless everything a build needs is there, or could be installed.
require_everything() {
    require_swift
    missing=$(missing_packages)
    [ -n "$missing" ] || return 0
    if ! is_debian_like; then
        say "error: missing on this system:"
        for package in $missing; do
            case $package in
            git) say "  - git, with which Swift fetches the packages that Khabar uses" ;;
            libz-dev) say "  - zlib with its header zlib.h (named zlib-devel, zlib-dev or zlib)" ;;
            libdeflate-dev)
                say "  - libdeflate with its header libdeflate.h (named libdeflate-devel, libdeflate-dev or libdeflate)"
                ;;
            libstemmer-dev)
                say "  - Snowball's C library with its header libstemmer.h" \
                    "(named libstemmer-devel, snowball-dev or snowball)"
                ;;
            esac
        done
        say "Install that, then run this again."
        exit 1
    fi
    # One word a package.
    # shellcheck disable=SC2086
    apt_install $missing
    still_missing=$(missing_packages)
    if [ -n "$still_missing" ]; then
        for header in zlib.h libdeflate.h libstemmer.h; do
            has_header "$header" || say "The compiler does not find $header (its message is above)."
        done
        fail "installed, and yet not found: $still_missing"
    fi
}
