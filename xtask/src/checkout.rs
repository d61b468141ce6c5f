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
