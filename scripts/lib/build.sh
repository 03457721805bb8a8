# shellcheck shell=sh
# The release build that users run. Sourced after requirements.sh, in the package's folder.

# Builds every product; the build's progress goes to standard error.
build_release() {
    require_everything
    say "Building Khabar (release). From nothing this takes some minutes."
    swift build -c release >&2 || fail "the build failed (the lines above say why)"
}

# Prints the folder that holds the built commands.
release_folder() {
    swift build -c release --show-bin-path
}
