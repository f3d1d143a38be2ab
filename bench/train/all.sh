#!/bin/sh
# The shipped judge from the data: prepare -> run -> second -> stack -> export.
#
#   sh bench/train/all.sh BASE TEACHER SHARED OUT [options of train.run, as --minutes 60]
#
# BASE and TEACHER are the folders of the two base models, SHARED the folder of the labelled
# data, OUT takes everything that is made; OUT/model is a folder for judge.model_dir. What is
# there already is not made again, so a run that was cut off goes on when it is started again.
# PYTHON names the interpreter (default: python3). See docs/model-card.md.
set -eu
if [ $# -lt 4 ]; then sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2; fi
folder() { [ -d "$1" ] || { echo "$1: no such folder" >&2; exit 2; }; (cd "$1" && pwd); }
base=$(folder "$1"); teacher=$(folder "$2"); shared=$(folder "$3")
mkdir -p "$4"; out=$(folder "$4")
shift 4
root=$(cd "$(dirname "$0")/../.." && pwd)
export PYTHONPATH="$root:$root/bench"
python=${PYTHON:-python3}
prepared=$out/prepared.npz

[ -f "$prepared" ] || "$python" -m train.prepare --base "$base" --shared "$shared" --out "$prepared"
[ -f "$out/run/final-mean.pt" ] ||
  "$python" -m train.run --base "$base" --teacher "$teacher" --prepared "$prepared" \
    --out "$out/run" --keep "$@"
[ -f "$out/run/second.pt" ] ||
  "$python" -m train.second --base "$base" --prepared "$prepared" --run "$out/run"
[ -f "$out/weights.json" ] ||
  "$python" -m train.stack --shared "$shared" --folds "$out/run/folds.npz" --out "$out/weights.json"
"$python" -m train.export --base "$base" --tuned "$out/run/final-mean.pt" \
  --short "$out/run/second.pt" --prepared "$prepared" --weights "$out/weights.json" \
  --version "${VERSION:-stance-own}" --out "$out/model"
"$python" -m train.folds --shared "$shared" --folds "$out/run/folds.npz" --manifest "$out/model/manifest.json"
echo "-> $out/model"
