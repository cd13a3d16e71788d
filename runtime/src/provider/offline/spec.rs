//! Text such as `seed=7,faults=invalid+rate-limit` in, an [`Offline`] out.

use super::{Fault, Offline};

/// Reads a server from its text.
pub(super) fn read(spec: &str) -> Result<Offline, String> {
    let mut offline = Offline::new();
    for setting in spec
        .split(',')
        .map(str::trim)
        .filter(|setting| !setting.is_empty())
    {
        let (key, value) = setting
            .split_once('=')
            .ok_or_else(|| format!("`{setting}` is not of the form `key=value`"))?;
        let value = value.trim();
        offline = match key.trim() {
            "seed" => offline.seed(number(value)?),
            "faults" => {
                let names = value
                    .split('+')
                    .map(str::trim)
                    .filter(|name| !name.is_empty());
                offline.faults(
                    names
                        .map(str::parse)
                        .collect::<Result<Vec<Fault>, String>>()?,
                )
            }
            "pace" => paced(offline, number(value)?)?,
            key => return Err(format!("unknown key `{key}`; there are seed, faults, pace")),
        };
    }
    Ok(offline)
}

fn number(text: &str) -> Result<u64, String> {
    text.parse()
        .map_err(|_| format!("`{text}` is not a whole number"))
}

#[cfg(feature = "reqwest")]
#[expect(
    clippy::unnecessary_wraps,
    reason = "without the feature it is an error"
)]
fn paced(offline: Offline, milliseconds: u64) -> Result<Offline, String> {
    Ok(offline.pace(std::time::Duration::from_millis(milliseconds)))
}

#[cfg(not(feature = "reqwest"))]
fn paced(_: Offline, _: u64) -> Result<Offline, String> {
    Err("`pace` needs formwork's feature `reqwest`, which brings a timer".to_owned())
}
