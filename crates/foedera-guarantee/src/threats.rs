//! Whose threat is whose partner.
