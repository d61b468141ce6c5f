//! `foedera._native`: the commands of Foedera as one call, and columns by the Arrow PyCapsule interface.
//!
//! What users see (`forecast`, `Frame`, `Problem`) is written in Python, in `python/foedera`, on what stands here: `native` has `run`, which
//! runs any command while Python goes on, `commands`, which says what there is, `Columns`, which go out, and `csv`, which takes any
//! frame in. Nothing is computed here.

mod columns;
mod incoming;
mod running;

/// The module as Python imports it.
#[pyo3::pymodule(name = "_native", gil_used = false)]
mod native {
    #[pymodule_export]
    use crate::columns::{Columns, tables};
    #[pymodule_export]
    use crate::incoming::csv;
    #[pymodule_export]
    #[allow(non_upper_case_globals)]
    const __version__: &str = env!("CARGO_PKG_VERSION");
    #[pymodule_export]
    use crate::running::{commands, figure, figures, main, run};
}
