//! Whether allies became parties to disputes.
