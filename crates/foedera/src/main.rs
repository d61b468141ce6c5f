//! `foedera`: the command line.

fn main() -> std::process::ExitCode {
    std::process::ExitCode::from(foedera::main(std::env::args_os()) as u8)
}
