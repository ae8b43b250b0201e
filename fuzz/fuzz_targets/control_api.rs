//! Runs the target `control_api`.
#![cfg_attr(fuzzing, no_main)]

amazonpay_fuzz::program!(amazonpay_fuzz::control_api);
