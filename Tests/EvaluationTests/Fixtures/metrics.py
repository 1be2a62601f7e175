"""Reference numbers for the disentanglement scores, with NumPy and scikit-learn.

Writes encodings.f32, factors.u8 and reference.json beside itself. Points are drawn by the same
generator as in Swift (see README.md), so both sides see the same rows; a second betaVAE score is
drawn by NumPy's own generator and compared as a mean over seeds.
"""

import json
import pathlib

import numpy as np
import sklearn
from scipy.stats import entropy
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import mutual_info_score
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC

HERE = pathlib.Path(__file__).parent
ROWS, DIMENSIONS = 2000, 12
NAMES = ["category", "elevation", "azimuth", "lighting"]
CLASSES = [5, 9, 18, 6]
MASK = (1 << 64) - 1


def mix(word):
    word = ((word ^ (word >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    word = ((word ^ (word >> 27)) * 0x94D049BB133111EB) & MASK
    return word ^ (word >> 31)


class Draws:
    """SplitMix64, one draw per number."""

    def __init__(self, seed, stream):
        self.state = mix((mix(seed) + stream) & MASK)

    def below(self, count):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        return (mix(self.state) * count) >> 64

    def permutation(self, count):
        order = list(range(count))
        for last in range(count - 1, 0, -1):
            other = self.below(last + 1)
            order[last], order[other] = order[other], order[last]
        return order


class NumpyDraws:
    """The same calls on NumPy's generator."""

    def __init__(self, seed):
        self.generator = np.random.default_rng(seed)

    def below(self, count):
        return int(self.generator.integers(count))


def make_encodings():
    """Entangled mixtures of the factors, two noise dimensions and two that are nearly constant."""
    generator = np.random.default_rng(20)
    factors = np.stack([generator.integers(count, size=ROWS) for count in CLASSES], axis=1)
    category, elevation, azimuth, lighting = factors.T
    angle = 2 * np.pi * azimuth / CLASSES[2]
    places = generator.normal(size=(CLASSES[0], 3))
    causes = np.column_stack(
        [
            places[category],
            elevation / 4 - 1,
            np.cos(angle),
            np.sin(angle),
            lighting / 2.5 - 1,
            (lighting == 2) * 1.0,
        ]
    )
    mixing = np.zeros((8, DIMENSIONS))
    for column in range(8):
        mixing[column, column] = 1
    mixing[:, :8] += 0.45 * generator.normal(size=(8, 8))
    values = causes @ mixing
    values[:, :8] += 0.5 * generator.normal(size=(ROWS, 8))
    values[:, 8:10] = generator.normal(size=(ROWS, 2)) * [1.0, 0.4]
    values[:, 10] = 0.01 * generator.normal(size=ROWS) + 0.005 * elevation
    values[:, 11] = 0.3 + 0.001 * generator.normal(size=ROWS)
    return values.astype("<f4"), factors.astype("u1")


def groups_by_value(factors):
    return [
        [np.flatnonzero(column == value) for value in range(count) if (column == value).any()]
        for column, count in zip(factors.T, CLASSES)
    ]


def beta_vae_points(values, groups, count, pairs, draws):
    features, labels = [], []
    for _ in range(count):
        factor = draws.below(len(groups))
        first, second = [], []
        for _ in range(pairs):
            rows = groups[factor][draws.below(len(groups[factor]))]
            first.append(rows[draws.below(len(rows))])
            second.append(rows[draws.below(len(rows))])
        features.append(np.abs(values[first] - values[second]).mean(axis=0))
        labels.append(factor)
    return np.array(features), np.array(labels)


def plain_regression(features, labels):
    """No penalty to speak of, on standardised features, to a small gradient."""
    scaler = StandardScaler().fit(features)
    model = LogisticRegression(C=1e6, solver="newton-cholesky", tol=1e-10, max_iter=1000)
    model.fit(scaler.transform(features), labels)
    weights = model.coef_ / scaler.scale_
    return scaler, model, weights, model.intercept_ - weights @ scaler.mean_


def beta_vae(values, groups, draws, training=2048, test=2048, pairs=64):
    x, y = beta_vae_points(values, groups, training, pairs, draws)
    x_test, y_test = beta_vae_points(values, groups, test, pairs, draws)
    scaler, plain, _, _ = plain_regression(x, y)
    unpenalised = LogisticRegression(C=np.inf, tol=1e-8, max_iter=100_000)
    unpenalised.fit(scaler.transform(x), y)
    default = LogisticRegression(max_iter=10_000).fit(x, y)
    return {
        "plain": 100 * plain.score(scaler.transform(x_test), y_test),
        "unpenalised": 100 * unpenalised.score(scaler.transform(x_test), y_test),
        "default": 100 * default.score(x_test, y_test),
        "first_point": x[0].tolist(),
        "first_label": int(y[0]),
    }


def factor_vae(values, groups, seed, training, test, batch=64):
    draws = Draws(seed, 2)
    variances = values.var(axis=0, ddof=1)
    active = np.flatnonzero(np.sqrt(variances) >= 0.05)

    def votes(count):
        table = np.zeros((len(groups), values.shape[1]), dtype=int)
        for _ in range(count):
            factor = draws.below(len(groups))
            rows = groups[factor][draws.below(len(groups[factor]))]
            chosen = values[[rows[draws.below(len(rows))] for _ in range(batch)]]
            ratio = chosen.var(axis=0, ddof=1)[active] / variances[active]
            table[factor, active[np.argmin(ratio)]] += 1
        return table

    train_votes, test_votes = votes(training), votes(test)
    majority = train_votes.argmax(axis=0)
    every = np.arange(values.shape[1])
    return {
        "score": test_votes[majority, every].sum() / test,
        "training_score": train_votes[majority, every].sum() / training,
        "active": active.tolist(),
        "training_points": training,
        "test_points": test,
    }


def mutual_information_gap(values, factors, seed, points, bins=20):
    rows = Draws(seed, 3).permutation(len(values))[:points]
    information = np.zeros((values.shape[1], len(NAMES)))
    for dimension in range(values.shape[1]):
        column = values[rows, dimension]
        binned = np.digitize(column, np.histogram(column, bins)[1][:-1])
        for factor in range(len(NAMES)):
            labels = factors[rows, factor]
            information[dimension, factor] = mutual_info_score(labels, binned) / (
                mutual_info_score(labels, labels)
            )
    return {
        "score": top_two_gap(information),
        "information": information.tolist(),
        "points": points,
    }


def top_two_gap(matrix):
    ordered = np.sort(matrix, axis=0)
    return float(np.mean(ordered[-1] - ordered[-2]))


def separated_attribute(values, factors, seed, training, test):
    order = Draws(seed, 4).permutation(len(values))
    rows, test_rows = order[:training], order[training : training + test]
    accuracies = np.zeros((values.shape[1], len(NAMES)))
    for dimension in range(values.shape[1]):
        for factor in range(len(NAMES)):
            model = LinearSVC(C=0.01, class_weight="balanced", tol=1e-8, max_iter=100_000, dual=False)
            model.fit(values[rows, dimension : dimension + 1], factors[rows, factor])
            predicted = model.predict(values[test_rows, dimension : dimension + 1])
            accuracies[dimension, factor] = np.mean(predicted == factors[test_rows, factor])
    return {
        "score": top_two_gap(accuracies),
        "accuracies": accuracies.tolist(),
        "training_points": training,
        "test_points": test,
    }


def concentration(matrix):
    shares = matrix.sum(axis=1) / matrix.sum()
    return float(np.sum(shares * (1 - entropy(matrix.T + 1e-11, base=matrix.shape[1]))))


def completeness(values, factors, seed, training, test, random_states=(0, 1, 2)):
    """DCI; scikit-learn breaks ties between splits at random, hence several states."""
    order = Draws(seed, 5).permutation(len(values))
    rows, test_rows = order[:training], order[training : training + test]
    runs = []
    for state in random_states:
        importances = np.zeros((values.shape[1], len(NAMES)))
        accuracies, training_accuracies = [], []
        for factor in range(len(NAMES)):
            model = GradientBoostingClassifier(random_state=state)
            model.fit(values[rows], factors[rows, factor])
            importances[:, factor] = model.feature_importances_
            training_accuracies.append(model.score(values[rows], factors[rows, factor]))
            accuracies.append(model.score(values[test_rows], factors[test_rows, factor]))
        runs.append(
            {
                "disentanglement": concentration(importances),
                "completeness": concentration(importances.T),
                "informativeness": float(np.mean(accuracies)),
                "training_informativeness": float(np.mean(training_accuracies)),
                "accuracies": accuracies,
                "importances": importances.tolist(),
            }
        )
    return {"runs": runs, "training_points": training, "test_points": test}


def support_vector_lines(values, factors):
    """(w, b) of LinearSVC for unequal class counts, where balanced weights matter."""
    keep = (factors[:, 3] < 3) | (np.arange(ROWS) % 3 == 0)
    cases = []
    for factor, largest in [(3, 5), (3, 1)]:
        rows = np.flatnonzero(keep & (factors[:, factor] <= largest))
        model = LinearSVC(C=0.01, class_weight="balanced", tol=1e-10, max_iter=1_000_000, dual=False)
        model.fit(values[rows, 6:7], factors[rows, factor])
        cases.append(
            {
                "largest": largest,
                "weights": model.coef_[:, 0].tolist(),
                "intercepts": model.intercept_.tolist(),
            }
        )
    return cases


def regressions(values, factors):
    """Coefficients for the category from all dimensions but the two nearly constant ones."""
    x, y = values[:1000, :10], factors[:1000, 0]
    default = LogisticRegression(solver="newton-cholesky", tol=1e-10, max_iter=1000).fit(x, y)
    _, _, weights, intercepts = plain_regression(x, y)
    return {
        "default": {"weights": default.coef_.tolist(), "intercepts": default.intercept_.tolist()},
        "plain": {"weights": weights.tolist(), "intercepts": intercepts.tolist()},
        "default_accuracy": default.score(values[1000:, :10], factors[1000:, 0]),
    }


def main():
    encodings, factors = make_encodings()
    (HERE / "encodings.f32").write_bytes(encodings.tobytes())
    (HERE / "factors.u8").write_bytes(factors.tobytes())
    values = encodings.astype(np.float64)
    groups = groups_by_value(factors)
    independent = [beta_vae(values, groups, NumpyDraws(seed)) for seed in range(5)]
    reference = {
        "scikit_learn": sklearn.__version__,
        "numpy": np.__version__,
        "rows": ROWS,
        "dimensions": DIMENSIONS,
        "names": NAMES,
        "classes": CLASSES,
        "regression": regressions(values, factors),
        "support_vectors": support_vector_lines(values, factors),
        "beta_vae": [
            {"seed": seed, **beta_vae(values, groups, Draws(seed, 1))} for seed in (1, 2)
        ],
        "beta_vae_independent": {
            kind: [run[kind] for run in independent] for kind in ("plain", "unpenalised", "default")
        },
        "factor_vae": factor_vae(values, groups, 1, 2000, 1000),
        "mutual_information_gap": mutual_information_gap(values, factors, 1, 1500),
        "separated_attribute": separated_attribute(values, factors, 1, 1200, 700),
        "dci": completeness(values, factors, 1, 1200, 700),
    }
    (HERE / "reference.json").write_text(json.dumps(reference, indent=1) + "\n")


if __name__ == "__main__":
    main()
