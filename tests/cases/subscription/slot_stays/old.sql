create subscription inbox connection 'host=nowhere.invalid' publication feed with (connect = false);
