//! `foedera data fetch`.

use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems, nearest};
use foedera_sources::{DATASETS, Dataset, find_dataset};

use crate::args::FetchArgs;

pub(crate) fn run(args: &FetchArgs) -> Result<ExitCode, Problems> {
    if args.keys.len() > 1 && (args.url.is_some() || args.sha256.is_some()) {
        return Err(usage("--url and --sha256 are of one file".to_owned(), "name one dataset"));
    }
    let mut problems = Problems::new();
    // One archive often holds several datasets: it is fetched once.
    let mut addresses: Vec<String> = Vec::new();
    for key in &args.keys {
        match address(key, args.url.as_deref()) {
            Ok(address) if addresses.contains(&address) => {}
            Ok(address) => addresses.push(address),
            Err(found) => problems.extend(found),
        }
    }
    problems.or_ok(())?;
    download(args, &addresses)
}

/// The dataset of a key.
fn dataset(key: &str) -> Result<&'static Dataset, Problems> {
    find_dataset(key).ok_or_else(|| {
        let known = DATASETS.iter().map(|dataset| dataset.key);
        let remedy =
            nearest(key, known).map_or("see `foedera data list`".to_owned(), |near| format!("did you mean `{near}`?"));
        Diagnostic::new(Code::UnknownName, Place::CommandLine, format!("unknown dataset `{key}`"), remedy).into()
    })
}

fn address(key: &str, given: Option<&str>) -> Result<String, Problems> {
    // `atop` and `mid` are what people say of a family of files that come together.
    let key = match key {
        "atop" => "atop-member",
        "mid" => "mid-b",
        key => key,
    };
    let dataset = dataset(key)?;
    given.or(dataset.download).map(str::to_owned).ok_or_else(|| {
        let message = format!("no address is known from which {} can be fetched without a form", dataset.title);
        let remedy = format!("get it from {} and put the file into your folder, or give --url", dataset.home);
        usage(message, &remedy)
    })
}

fn usage(message: String, remedy: &str) -> Problems {
    Diagnostic::new(Code::Usage, Place::CommandLine, message, remedy).into()
}

#[cfg(not(feature = "fetch"))]
fn download(_args: &FetchArgs, addresses: &[String]) -> Result<ExitCode, Problems> {
    let message = "this build of Foedera does not fetch".to_owned();
    let remedy = format!("build with `--features fetch`, or download with a browser: {}", addresses.join(", "));
    Err(Diagnostic::new(Code::Unsupported, Place::CommandLine, message, remedy).into())
}

#[cfg(feature = "fetch")]
fn download(args: &FetchArgs, addresses: &[String]) -> Result<ExitCode, Problems> {
    use std::io::{IsTerminal as _, Write as _};

    use foedera_sources::fetch::{Order, fetch};

    let terminal = std::io::stderr().is_terminal();
    for address in addresses {
        let name = address.split(['?', '#']).next().and_then(|path| path.rsplit('/').next()).unwrap_or_default();
        if name.is_empty() {
            return Err(usage(format!("`{address}` names no file"), "give the address of a file"));
        }
        let target = args.into.join(name);
        let order = Order { sha256: args.sha256.as_deref(), replace: args.replace, ..Order::new(address, &target) };
        let fetched = fetch(&order, &mut |progress| {
            if terminal {
                let total = progress.total.map_or(String::new(), |total| format!(" of {} kB", total / 1024));
                let line =
                    format!("\r{}: {} kB{total} ", foedera_diagnostic::printable_line(name), progress.done / 1024);
                // A progress line that cannot be shown is no loss.
                let _shown = std::io::stderr().write_all(line.as_bytes());
            }
        })?;
        if terminal {
            crate::output::say("");
        }
        let how = match (fetched.already_there, fetched.resumed_from) {
            (true, _) => "already there".to_owned(),
            (false, 0) => "fetched".to_owned(),
            (false, from) => format!("fetched, going on from {from} bytes"),
        };
        crate::output::print(&format!(
            "{how}: {} ({} bytes, SHA-256 {})\n",
            target.display(),
            fetched.bytes,
            fetched.sha256
        ))?;
    }
    crate::output::print(&format!("next: foedera data check {}\n", args.into.display()))?;
    Ok(ExitCode::Success)
}
