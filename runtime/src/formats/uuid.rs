//! `uuid` as [`uuid::Uuid`], which is written in small letters.

use uuid::Uuid;

use crate::kept::Formatted;

impl Formatted for Uuid {
    const WANTED: &'static str = "a UUID such as 123e4567-e89b-12d3-a456-426614174000";

    fn read(text: &str) -> Option<Self> {
        Self::try_parse(text).ok()
    }

    fn write(&self) -> String {
        self.to_string()
    }

    fn is_same(&self, other: &Self) -> bool {
        self == other
    }
}
