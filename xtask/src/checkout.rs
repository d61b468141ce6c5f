//! The checkout and the cargo that xtask was started with.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The root of the checkout: the folder above xtask's own.
pub fn root() -> Result<PathBuf, String> {
    std::env::var_os("CARGO_MANIFEST_DIR")
        .and_then(|folder| Path::new(&folder).parent().map(Path::to_path_buf))
        .ok_or_else(|| "CARGO_MANIFEST_DIR is not set: start it as `cargo xtask`".to_owned())
}

/// The same cargo, in the checkout.
pub fn cargo(root: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root);
    command
}

/// The program, freshly built with all features, as the tests build it.
pub fn program(root: &Path) -> Result<PathBuf, String> {
    let arguments = ["build", "--package", "foedera", "--all-features", "--locked"];
    let status = cargo(root).args(arguments).status();
    if !status.is_ok_and(|status| status.success()) {
        return Err("the program could not be built".to_owned());
    }
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |folder| root.join(folder));
    let program = target.join("debug").join(format!("foedera{}", std::env::consts::EXE_SUFFIX));
    if program.is_file() { Ok(program) } else { Err(format!("{} is not there", program.display())) }
}
