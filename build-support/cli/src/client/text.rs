//! Texts that a command reads: from a file, or from standard input.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// No text is longer than this.
const LONGEST: u64 = 64 << 20;

/// The text of a file; `-` is standard input.
pub(super) fn read(path: &Path) -> io::Result<String> {
    let shown = path.display();
    let at = |error: io::Error| io::Error::new(error.kind(), format!("{shown}: {error}"));
    if path == Path::new("-") {
        return whole(&mut io::stdin().lock()).map_err(at);
    }
    whole(&mut File::open(path).map_err(at)?).map_err(at)
}

fn whole(from: &mut impl Read) -> io::Result<String> {
    let mut text = String::new();
    from.take(LONGEST + 1).read_to_string(&mut text)?;
    if u64::try_from(text.len()).unwrap_or(u64::MAX) > LONGEST {
        let message = "this is longer than 64 MiB";
        return Err(io::Error::new(io::ErrorKind::InvalidData, message));
    }
    Ok(text)
}
