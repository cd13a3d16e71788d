//! `uri` as [`url::Url`], which writes addresses in one way: `HTTP://EXAMPLE.com` is `http://example.com/`. It
//! knows more than the format does of some schemes: an `http` address must have a host.

use url::Url;

use crate::kept::Formatted;

impl Formatted for Url {
    const WANTED: &'static str = "an absolute URI such as https://example.com/path";

    fn read(text: &str) -> Option<Self> {
        Self::parse(text).ok()
    }

    fn write(&self) -> String {
        self.as_str().to_owned()
    }

    fn is_same(&self, other: &Self) -> bool {
        self == other
    }
}
