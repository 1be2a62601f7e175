/// Arguments of a training run that is over in a moment, without any OpenCL device.
func training(_ folder: String, run: String = "run", _ more: String...) -> [String] {
  [
    "train", "mnist", "--data", folder, "--device", "host", "--run", "\(folder)/\(run)",
    "--set", "width=0.03125", "--batch-size", "16",
  ] + more
}
