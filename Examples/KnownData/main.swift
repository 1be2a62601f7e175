// The programs of the page "Training from Swift". They read the published files of the data sets in
// the folder `data` below the current one: `swift run --package-path Examples -c release KnownData mnist`.

import Foundation

let programs: [String: () throws -> Void] = [
  "mnist": trainMNIST, "mnist-brief": trainBriefly, "mnist-steps": trainInSteps,
  "mnist-run": trainWholeRun,
  "uci-har": trainUCIHAR, "small-norb": trainSmallNORB, "small-norb-run": trainWholeRunOfPairs,
]
let names = programs.keys.sorted().joined(separator: ", ")
if let name = ProcessInfo.processInfo.arguments.dropFirst().first {
  guard let program = programs[name] else { fatalError("no program \(name); there are \(names)") }
  try program()
} else {
  print("programs: \(names)")
}
