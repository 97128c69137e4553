create subscription inbox connection 'host=localhost' publication feed with (connect = false, slot_name = none, two_phase = true);
