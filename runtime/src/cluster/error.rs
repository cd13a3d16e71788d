//! Why a shared job cannot go on.

use std::fmt;
use std::sync::Arc;

/// Why a shared job cannot go on.
///
/// ```
/// use formwork::cluster::{Cluster, ClusterError};
///
/// # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
/// let refused = runtime.block_on(Cluster::connect("redis://127.0.0.1/", "no spaces, please"));
/// assert!(matches!(refused, Err(ClusterError::Name(_))));
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ClusterError {
    /// The name is not 1 to 64 of `A-Z a-z 0-9 _ -`.
    Name(String),
    /// Redis cannot be reached, or refuses.
    Redis(Arc<redis::RedisError>),
    /// The queue fails.
    Queue(String),
}

impl fmt::Display for ClusterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => write!(
                f,
                "`{name}` is no name for a shared job: those are 1 to 64 of A-Z, a-z, 0-9, _ and -"
            ),
            Self::Redis(error) => write!(f, "Redis: {error}"),
            Self::Queue(message) => write!(f, "the queue: {message}"),
        }
    }
}

impl std::error::Error for ClusterError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Redis(error) => Some(&**error),
            _ => None,
        }
    }
}

impl From<redis::RedisError> for ClusterError {
    fn from(error: redis::RedisError) -> Self {
        Self::Redis(Arc::new(error))
    }
}
