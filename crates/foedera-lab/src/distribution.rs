//! What a scenario may state of a number that is not known.

/// How an assumption is distributed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Distribution {
    /// Anything between two numbers, equally likely.
    Uniform(f64, f64),
    /// Anything between two positive numbers, equally likely on a log scale.
    LogUniform(f64, f64),
    /// A yearly rate of which so many events were seen in so many years (Jeffreys prior).
    Count(u32, f64),
}
