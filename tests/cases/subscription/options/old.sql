create subscription inbox connection 'host=localhost' publication feed with (connect = false, slot_name = none, disable_on_error = true, origin = none, password_required = false);
