# shellcheck shell=sh
# The release build that users run. Sourced after requirements.sh, in the package's folder.

# Builds every product; the build's progress goes to standard error.
build_release() {
    require_everything
    say "Building Khabar (release). From nothing this takes some minutes."
    # shellcheck disable=SC2046 # one option or none
    swift build -c release $(static_library_option) >&2 || fail "the build failed (the lines above say why)"
}

# Prints the option that links Swift's own libraries into each command, where the toolchain has them to link: the commands
# then run on machines without a toolchain, and start and work a little faster.
static_library_option() {
    resources=$(swift -print-target-info | sed -n 's|.*"runtimeResourcePath" *: *"\(.*\)/swift[^/"]*".*|\1|p')
    if [ -f "$resources/swift_static/linux/libswiftCore.a" ]; then printf '%s\n' --static-swift-stdlib; fi
}

# Prints the folder that holds the built commands.
release_folder() {
    swift build -c release --show-bin-path
}
