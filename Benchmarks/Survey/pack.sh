#!/usr/bin/env bash
# Packs what a machine without Swift needs for a survey: pack.sh FOLDER makes FOLDER and FOLDER.tar.xz.
# There, one line unpacks and runs it:
#     tar xJf continuum.tar.xz && continuum/run survey --output results
# Inside are the command, which has Swift's libraries in it, the test runner with its fixtures and the
# shared libraries that it needs, OpenCL's loader, CLBlast and the scripts. The other machine needs a C
# library and a C++ library at least as new as this one's, Python 3.9 or later, and the driver of its
# device.
set -euo pipefail
limit=$((45 * 1000 * 1000))
[ $# -eq 1 ] || { echo "usage: pack.sh FOLDER" >&2; exit 64; }
[ ! -e "$1" ] || { echo "pack.sh: $1 exists" >&2; exit 73; }
mkdir -p "$1"
folder=$(cd "$1" && pwd)
cd "$(dirname "$0")/../.."

build=$(swift build -c release --show-bin-path)
mkdir "$folder/bin" "$folder/lib"
swift test list -c release --disable-testable-imports > /dev/null
cp "$build/continuumPackageTests.xctest" "$folder/bin/"
cp -r "$build"/continuum_*Tests.resources "$folder/bin/"
# In a folder of its own: other options would rebuild everything each time.
static=(swift build -c release --product continuum --static-swift-stdlib --scratch-path .build/static)
"${static[@]}"
cp "$("${static[@]}" --show-bin-path)/continuum" "$folder/bin/"

# Everything but what belongs to the C and C++ libraries of the other machine.
ldd "$folder"/bin/continuum "$folder"/bin/*.xctest | awk '$2 == "=>" {print $3}' | sort -u |
  grep -Ev '/(libc|libm|libgcc_s|libstdc\+\+)\.so' | xargs -I{} cp -L {} "$folder/lib/"
strip "$folder"/bin/continuum "$folder"/bin/*.xctest "$folder"/lib/*.so*

cp -r Benchmarks/Survey Benchmarks/PyTorch "$folder/"
rm -rf "$folder"/*/__pycache__
mv "$folder/Survey/run" "$folder/run"
rm "$folder/Survey/pack.sh"

tar -C "$(dirname "$folder")" -c "$(basename "$folder")" | xz -T0 -6 > "$folder.tar.xz"
du -sh "$folder" "$folder.tar.xz"
[ "$(stat -c %s "$folder.tar.xz")" -lt $limit ] || { echo "pack.sh: more than $limit bytes" >&2; exit 1; }
