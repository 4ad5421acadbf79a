"""Fit a pack's calibration and thresholds on one half of lfw-dev's people; judge them on the other half.

    python -m benchmarks.calibration FACES.npz [--pack standard] [--write] [--plot FILE.png] [--json FILE]

FACES.npz comes from ``python -m benchmarks.people``. ``--write`` puts what was fitted in the pack's catalogue entry.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from albumen.engine.calibration import Calibration
from albumen.engine.matching import LEVELS, STRANGERS, false_match_rate
from albumen.engine.packs import catalogue
from benchmarks.people import corrected, load
from benchmarks.verification import Pairs, all_pairs, threshold_at, true_match_rate
from benchmarks.verification import false_match_rate as measured_false_match_rate

KNOTS = 25
"""Knots of the fitted curve between the similarity of most strangers and of the surest pairs."""

PRIORS = (0.5, 0.1, 0.01, 0.001)
"""The fit minimises the log loss summed over these priors, so that the whole range of events is served."""

BINS = 600

BEGIN, END = catalogue.FITTED_BEGIN, catalogue.FITTED_END


def fit(pairs: Pairs) -> Calibration:
    """A monotone piecewise-linear log-likelihood ratio: logistic regression on hinges with slopes of 0 or more.

    The curve is fitted on histograms (a pair's exact similarity within 0.003 does not matter) and ends where the
    impostor pairs end: with n of them, none of n above a similarity bounds the evidence at log(n / 3) (J. Hanley,
    A. Lippman-Hand, "If nothing goes wrong, is everything all right?", 1983).
    """
    from scipy.optimize import minimize

    edges = np.linspace(-0.6, 1.0, BINS + 1)
    centres = (edges[1:] + edges[:-1]) / 2
    genuine = np.histogram(pairs.genuine, edges)[0] / len(pairs.genuine)
    impostor = np.histogram(pairs.impostor, edges)[0] / len(pairs.impostor)
    low = float(np.quantile(pairs.impostor, 0.02))
    high = float(max(threshold_at(pairs, 3 / len(pairs.impostor)), np.quantile(pairs.genuine, 0.8)))
    knots = np.linspace(low, high, KNOTS)
    widths = np.diff(knots)
    hinges = np.clip((centres[:, None] - knots[None, :-1]) / widths, 0, 1)
    offsets = np.log(np.array(PRIORS)) - np.log1p(-np.array(PRIORS))
    priors = np.array(PRIORS)
    smooth = 2e-4

    def loss(parameters: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        steps = parameters[1:]
        evidence = parameters[0] + hinges @ steps
        logits = evidence[:, None] + offsets
        miss = np.logaddexp(0, -logits) * priors
        alarm = np.logaddexp(0, logits) * (1 - priors)
        scale = 1 / (-priors * np.log(priors) - (1 - priors) * np.log1p(-priors))
        total = ((genuine[:, None] * miss + impostor[:, None] * alarm) * scale).sum()
        chance = 1 / (1 + np.exp(-logits))
        slope = (genuine[:, None] * priors * (chance - 1) + impostor[:, None] * (1 - priors) * chance) * scale
        by_bin = slope.sum(axis=1)
        bends = np.diff(steps)
        total += smooth * float((bends**2).sum())
        gradient = np.concatenate([[by_bin.sum()], hinges.T @ by_bin])
        gradient[1:-1] -= 2 * smooth * bends
        gradient[2:] += 2 * smooth * bends
        return float(total), gradient

    start = np.concatenate([[-6.0], np.full(KNOTS - 1, 16.0 / (KNOTS - 1))])
    bounds = [(-20.0, 0.0)] + [(0.0, 10.0)] * (KNOTS - 1)
    found = minimize(
        loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 5000, "ftol": 1e-12}
    )
    ratio = found.x[0] + np.concatenate([[0.0], np.cumsum(found.x[1:])])
    return Calibration(knots, np.minimum(ratio, np.log(len(pairs.impostor) / 3)))


def expected_calibration_error(
    calibration: Calibration, pairs: Pairs, prior: float, bins: int = 20
) -> tuple[float, list[tuple[float, float, float]]]:
    """Mean gap between predicted and observed probability, weighted by pairs, and the reliability table.

    Pairs are weighted so that genuine ones make up ``prior``. Bins hold equal weight each (adaptive binning:
    J. Nixon et al., "Measuring Calibration in Deep Learning", 2019), so that the many sure pairs do not hide the
    others.

    Returns:
        The error (0..1) and, for each bin, mean prediction, observed part of genuine pairs, weight.
    """
    scores = np.concatenate([pairs.genuine, pairs.impostor])
    weights = np.concatenate(
        [
            np.full(len(pairs.genuine), prior / len(pairs.genuine)),
            np.full(len(pairs.impostor), (1 - prior) / len(pairs.impostor)),
        ]
    )
    truth = np.concatenate([np.ones(len(pairs.genuine)), np.zeros(len(pairs.impostor))])
    predicted = calibration.probability(scores, prior)
    order = np.argsort(predicted, kind="stable")
    place = np.minimum((np.cumsum(weights[order]) * bins).astype(int), bins - 1)
    total = np.bincount(place, weights[order], bins)
    filled = total > 0
    mean = np.bincount(place, (weights * predicted)[order], bins)[filled] / total[filled]
    seen = np.bincount(place, (weights * truth)[order], bins)[filled] / total[filled]
    error = float((np.abs(mean - seen) * total[filled]).sum())
    return error, list(zip(mean.tolist(), seen.tolist(), total[filled].tolist(), strict=True))


def log_loss(calibration: Calibration, pairs: Pairs, prior: float) -> float:
    """Cross entropy in nats, pairs weighted to the prior; knowing nothing but the prior costs its entropy."""
    genuine = -np.log(np.maximum(calibration.probability(pairs.genuine, prior), 1e-300)).mean()
    impostor = -np.log1p(-np.minimum(calibration.probability(pairs.impostor, prior), 1 - 1e-15)).mean()
    return float(prior * genuine + (1 - prior) * impostor)


def entropy(prior: float) -> float:
    """Log loss of always answering the prior, nats."""
    return float(-prior * np.log(prior) - (1 - prior) * np.log1p(-prior))


def level_thresholds(pairs: Pairs) -> dict[str, float]:
    """The similarity of each level, at its false match rate among the impostor pairs.

    The rate of ``certain``, 2 in a million, rests on a handful of pairs, so there it is the larger of the empirical
    quantile and the exponential tail through the quantiles at 1e-4 and 1e-5: caution costs recall, a false match
    discloses a photo.
    """
    found = {}
    for level in LEVELS[1:]:
        rate = false_match_rate(level)
        at = threshold_at(pairs, rate)
        if rate < 1e-5:
            outer, inner = threshold_at(pairs, 1e-5), threshold_at(pairs, 1e-4)
            at = max(at, outer + (outer - inner) * float(np.log10(1e-5 / rate)))
        found[level] = round(at, 4)
    return found


def fitted_block(
    calibration: Calibration, thresholds: dict[str, float], fitted_on: str, several: float = 0.0
) -> str:
    """The part of a catalogue entry that this script writes (TOML); ``several`` is chosen by benchmarks.expansion."""
    numbers = ", ".join(f"{x:.4f}" for x in calibration.similarity)
    ratios = ", ".join(f"{x:.4f}" for x in calibration.log_likelihood_ratio)
    levels = "\n".join(f"{level} = {thresholds[level]}" for level in reversed(LEVELS[1:]))
    levels += f"\nseveral = {several:g}" if several else ""
    return (
        f'[calibration]\nfitted_on = "{fitted_on}"\nsimilarity = [{numbers}]\n'
        f'log_likelihood_ratio = [{ratios}]\n\n[thresholds]\nfitted_on = "{fitted_on}"\n{levels}\n'
    )


def entry(pack: str) -> Path:
    """The pack's file in the catalogue."""
    return catalogue.ENTRIES / f"{pack}.toml"


def write_entry(pack: str, block: str) -> Path:
    """Put calibration and thresholds between the markers of the pack's entry; other fitted parts stay."""
    path = entry(pack)
    head, rest = path.read_text(encoding="utf-8").split(BEGIN, 1)
    fitted, tail = rest.split(END, 1)
    other = fitted[fitted.index("[usefulness]") :] if "[usefulness]" in fitted else ""
    kept = f"\n{other}" if other else ""
    path.write_text(f"{head}{BEGIN}\n{block}{kept}{END}{tail}", encoding="utf-8")
    return path


def plot(tables: dict[float, list[tuple[float, float, float]]], title: str, path: Path) -> None:
    """Reliability diagram, one line for each prior."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(5, 5))
    axes.plot([0, 1], [0, 1], color="#999999", linewidth=1, label="perfect")
    for prior, table in tables.items():
        mean, seen, _ = zip(*table, strict=True)
        axes.plot(mean, seen, marker="o", markersize=4, label=f"prior {prior:g}")
    axes.set(xlabel="predicted probability", ylabel="observed part of genuine pairs", title=title)
    axes.legend()
    figure.tight_layout()
    figure.savefig(path, dpi=120)
    plt.close(figure)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("faces", type=Path)
    parser.add_argument("--pack", default="standard")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    people = corrected(load(arguments.faces))
    first, second = people.halves()
    fitting = all_pairs(first.faces.embeddings, first.labels)
    judging = all_pairs(second.faces.embeddings, second.labels)
    calibration = fit(fitting)
    thresholds = level_thresholds(fitting)
    result: dict[str, object] = {
        "pack": arguments.pack,
        "fitted_on": {"people": len(np.unique(first.labels)), "faces": len(first.labels)},
        "judged_on": {"people": len(np.unique(second.labels)), "faces": len(second.labels)},
        "priors": {},
        "levels": {},
    }
    print(f"pack {arguments.pack}: fitted on {result['fitted_on']}, judged on {result['judged_on']}")
    print(f"{'prior':>8} {'ECE':>8} {'log loss':>9} {'baseline':>9}")
    tables = {}
    for prior in (0.5, 0.1, 0.01):
        error, tables[prior] = expected_calibration_error(calibration, judging, prior)
        loss, baseline = log_loss(calibration, judging, prior), entropy(prior)
        print(f"{prior:8g} {error:8.4f} {loss:9.4f} {baseline:9.4f}")
        result["priors"][str(prior)] = {"ece": error, "log_loss": loss, "baseline": baseline}  # type: ignore[index]
    print(
        f"{'level':>8} {'similarity':>10} {'FMR wanted':>10} {'FMR judged':>10} {'TMR judged':>10} strangers in 5,000"
    )
    for level in reversed(LEVELS[1:]):
        at = thresholds[level]
        rate, match = measured_false_match_rate(judging, at), true_match_rate(judging, at)
        print(
            f"{level:>8} {at:10.4f} {false_match_rate(level):10.1e} {rate:10.1e} {match:10.4f} "
            f"{rate * 5000:8.3f} (at most {STRANGERS[level]:g})"
        )
        result["levels"][level] = {"similarity": at, "fmr": rate, "tmr": match}  # type: ignore[index]
    if arguments.write:
        block = fitted_block(
            calibration,
            thresholds,
            f"lfw-dev, half of the people ({len(first.labels)} faces)",
            kept.several if (kept := catalogue.load_pack(arguments.pack).thresholds) else 0.0,
        )
        print(f"written: {write_entry(arguments.pack, block).name}")
    if arguments.plot:
        plot(tables, f"{arguments.pack}: reliability on people not fitted on", arguments.plot)
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
