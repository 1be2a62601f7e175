#!/usr/bin/env bash
# Packs what a machine without Swift needs for a survey: pack.sh FOLDER makes FOLDER and FOLDER.tar.xz.
# Inside are the command, the test runner with its fixtures, the shared libraries that both take from
# the Swift toolchain and from OpenCL's loader and CLBlast, the scripts, and `run`, which starts them.
# The other machine needs a C library and a C++ library at least as new as this one's, Python 3.9 or
# later, and the driver of its device.
set -euo pipefail
[ $# -eq 1 ] || { echo "usage: pack.sh FOLDER" >&2; exit 64; }
[ ! -e "$1" ] || { echo "pack.sh: $1 is there already" >&2; exit 73; }
mkdir -p "$1"
folder=$(cd "$1" && pwd)
cd "$(dirname "$0")/../.."

swift build -c release --build-tests
build=$(swift build -c release --show-bin-path)
tests=$build/continuumPackageTests.xctest
mkdir "$folder/bin" "$folder/lib"
cp "$build/continuum" "$tests" "$folder/bin/"
cp -r "$build"/continuum_*Tests.resources "$folder/bin/"

# Everything but what belongs to the C and C++ libraries of the other machine.
ldd "$build/continuum" "$tests" | awk '$2 == "=>" {print $3}' | sort -u |
  grep -Ev '/(libc|libm|libgcc_s|libstdc\+\+)\.so' | xargs -I{} cp -L {} "$folder/lib/"
strip "$folder"/bin/continuum "$folder"/bin/*.xctest "$folder"/lib/*.so*

cp -r Benchmarks/Survey Benchmarks/PyTorch "$folder/"
rm -rf "$folder"/*/__pycache__
mv "$folder/Survey/run" "$folder/run"
rm "$folder/Survey/pack.sh"

tar -C "$(dirname "$folder")" -cJf "$folder.tar.xz" "$(basename "$folder")"
du -sh "$folder" "$folder.tar.xz"
