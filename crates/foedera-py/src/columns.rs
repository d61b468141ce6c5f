//! Columns that go out: handed over by the Arrow PyCapsule interface, without a copy of numbers.

use std::sync::Arc;

use arrow_array::cast::AsArray as _;
use arrow_array::types::{Date32Type, Float64Type, Int32Type};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Date32Array, Float64Array, Int32Array, RecordBatch, RecordBatchIterator, StringArray,
};
use arrow_buffer::{BooleanBuffer, NullBuffer};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use foedera_store::{Column, Frame, Kind, MISSING_WHOLE};
use pyo3::exceptions::{PyKeyError, PyRuntimeError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyCapsule, PyDict, PyTuple, PyType};
use pyo3_arrow::ffi::{to_schema_pycapsule, to_stream_pycapsule};

/// A table in parts, as Arrow has it: whole numbers (int32), numbers (float64), days (date32), texts (utf8), truth values; a missing value is null.
#[pyclass(frozen, module = "foedera._native")]
pub struct Columns {
    name: String,
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
}

fn broken(error: ArrowError) -> PyErr {
    PyRuntimeError::new_err(format!("columns that do not fit together, which is a defect of Foedera: {error}"))
}

impl Columns {
    /// The parts of one table; `None` where there is none.
    pub fn of_parts(parts: Vec<Frame>) -> PyResult<Option<Self>> {
        let Some(first) = parts.first() else { return Ok(None) };
        let field = |(name, kind, column): &(String, Kind, Column)| Field::new(name, data_type(*kind, column), true);
        let schema = Arc::new(Schema::new(first.columns.iter().map(field).collect::<Vec<_>>()));
        let name = first.name.clone();
        let batch = |part: Frame| {
            let rows = part.len();
            let arrays = part.columns.into_iter().map(|(_, kind, column)| array(kind, column)).collect();
            let options = arrow_array::RecordBatchOptions::new().with_row_count(Some(rows));
            RecordBatch::try_new_with_options(Arc::clone(&schema), arrays, &options)
        };
        let batches = parts.into_iter().map(batch).collect::<Result<_, _>>().map_err(broken)?;
        Ok(Some(Self { name, schema, batches }))
    }

    /// The same with truth values in place of the texts `true` and `false` in these columns.
    fn with_truths(self, truths: &[bool]) -> PyResult<Self> {
        let truth = |place: usize| truths.get(place).copied().unwrap_or(false);
        let field = |(place, field): (usize, &Arc<Field>)| {
            let kind = if truth(place) { DataType::Boolean } else { field.data_type().clone() };
            Field::new(field.name(), kind, true)
        };
        let schema = Arc::new(Schema::new(self.schema.fields().iter().enumerate().map(field).collect::<Vec<_>>()));
        let turned = |(place, cells): (usize, &ArrayRef)| {
            if !truth(place) {
                return Arc::clone(cells);
            }
            let texts = cells.as_string::<i32>().iter();
            Arc::new(texts.map(|cell| cell.map(|text| text == "true")).collect::<BooleanArray>()) as ArrayRef
        };
        let batch = |batch: &RecordBatch| {
            let options = arrow_array::RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
            let cells = batch.columns().iter().enumerate().map(turned).collect();
            RecordBatch::try_new_with_options(Arc::clone(&schema), cells, &options)
        };
        let batches = self.batches.iter().map(batch).collect::<Result<_, _>>().map_err(broken)?;
        Ok(Self { schema, batches, ..self })
    }

    /// All parts as Arrow's file of streams.
    fn stream(&self, bytes: &mut Vec<u8>) -> Result<(), ArrowError> {
        let mut writer = arrow_ipc::writer::StreamWriter::try_new(bytes, &self.schema)?;
        self.batches.iter().try_for_each(|batch| writer.write(batch))?;
        writer.finish()
    }

    fn cells<'a>(&'a self, name: &str) -> PyResult<Vec<&'a ArrayRef>> {
        let place = self.schema.index_of(name).map_err(|_| PyKeyError::new_err(name.to_owned()))?;
        Ok(self.batches.iter().map(|batch| batch.column(place)).collect())
    }
}

fn data_type(kind: Kind, column: &Column) -> DataType {
    match (kind, column) {
        (Kind::Day, Column::Whole(_)) => DataType::Date32,
        (_, Column::Whole(_)) => DataType::Int32,
        (_, Column::Number(_)) => DataType::Float64,
        (_, Column::Text(_)) => DataType::Utf8,
    }
}

/// The cells as they are, with a mask where one is missing.
fn array(kind: Kind, column: Column) -> ArrayRef {
    fn mask<T>(cells: &[T], known: impl Fn(&T) -> bool) -> Option<NullBuffer> {
        let mask = BooleanBuffer::collect_bool(cells.len(), |row| known(&cells[row]));
        Some(NullBuffer::new(mask)).filter(|mask| mask.null_count() > 0)
    }
    match column {
        Column::Whole(cells) => {
            let nulls = mask(&cells, |cell| *cell != MISSING_WHOLE);
            match kind {
                Kind::Day => Arc::new(Date32Array::new(cells.into(), nulls)),
                _ => Arc::new(Int32Array::new(cells.into(), nulls)),
            }
        }
        Column::Number(cells) => {
            let nulls = mask(&cells, |cell: &f64| !cell.is_nan());
            Arc::new(Float64Array::new(cells.into(), nulls))
        }
        Column::Text(words) => Arc::new((0..words.codes.len()).map(|row| words.get(row)).collect::<StringArray>()),
    }
}

#[pymethods]
impl Columns {
    /// The name of the table.
    #[getter]
    fn name(&self) -> &str {
        &self.name
    }

    /// The names of its columns.
    #[getter]
    fn names(&self) -> Vec<&str> {
        self.schema.fields().iter().map(|field| field.name().as_str()).collect()
    }

    /// The Arrow type of each column.
    #[getter]
    fn types(&self) -> Vec<String> {
        self.schema.fields().iter().map(|field| field.data_type().to_string()).collect()
    }

    fn __len__(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    /// The cells of a column from row `first`, `count` of them, as Python has them; a missing one is None.
    #[pyo3(signature = (name, first = 0, count = None))]
    fn column(&self, py: Python<'_>, name: &str, first: usize, count: Option<usize>) -> PyResult<Vec<Py<PyAny>>> {
        let (mut skip, mut left) = (first, count.unwrap_or(usize::MAX));
        let mut out = Vec::new();
        let date = py.import("datetime")?.getattr("date")?;
        // 1970-01-01 as Python counts days.
        const EPOCH: i32 = 719_163;
        for cells in self.cells(name)? {
            let from = skip.min(cells.len());
            skip -= from;
            let until = cells.len().min(from.saturating_add(left));
            left -= until - from;
            for row in from..until {
                let cell = match cells.data_type() {
                    _ if cells.is_null(row) => py.None(),
                    DataType::Int32 => {
                        cells.as_primitive::<Int32Type>().value(row).into_pyobject(py)?.into_any().unbind()
                    }
                    DataType::Float64 => {
                        cells.as_primitive::<Float64Type>().value(row).into_pyobject(py)?.into_any().unbind()
                    }
                    DataType::Date32 => {
                        let day = cells.as_primitive::<Date32Type>().value(row) + EPOCH;
                        date.call_method1("fromordinal", (day,))?.unbind()
                    }
                    DataType::Boolean => {
                        cells.as_boolean().value(row).into_pyobject(py)?.to_owned().into_any().unbind()
                    }
                    _ => cells.as_string::<i32>().value(row).into_pyobject(py)?.into_any().unbind(),
                };
                out.push(cell);
            }
        }
        Ok(out)
    }

    /// The Arrow PyCapsule interface: all parts as a stream.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let batches = self.batches.clone().into_iter().map(Ok);
        let reader = RecordBatchIterator::new(batches, Arc::clone(&self.schema));
        let reader = Box::new(pyo3_arrow::ffi::ArrayIterator::new(
            reader.map(|batch| batch.map(|batch| Arc::new(arrow_array::StructArray::from(batch)) as ArrayRef)),
            Arc::new(Field::new_struct("", self.schema.fields().clone(), false)),
        ));
        Ok(to_stream_pycapsule(py, reader, requested_schema)?)
    }

    /// The Arrow PyCapsule interface: the types.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        Ok(to_schema_pycapsule(py, self.schema.as_ref())?)
    }

    /// Pickling, in Arrow's file of streams.
    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let (py, own) = (slf.py(), slf.get());
        let mut bytes = Vec::new();
        own.stream(&mut bytes).map_err(broken)?;
        let again = py.get_type::<Self>().getattr("of_stream")?;
        Ok((
            again,
            PyTuple::new(py, [own.name.as_str().into_pyobject(py)?.into_any(), PyBytes::new(py, &bytes).into_any()])?,
        ))
    }

    /// Columns from Arrow's file of streams.
    #[classmethod]
    fn of_stream(_class: &Bound<'_, PyType>, name: String, bytes: &[u8]) -> PyResult<Self> {
        let reader = arrow_ipc::reader::StreamReader::try_new(bytes, None).map_err(broken)?;
        let schema = reader.schema();
        let batches = reader.collect::<Result<_, _>>().map_err(broken)?;
        Ok(Self { name, schema, batches })
    }

    /// All cells by column.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let out = PyDict::new(py);
        for name in self.names() {
            out.set_item(name, self.column(py, name, 0, None)?)?;
        }
        Ok(out)
    }
}

/// The tables of an answer (JSON in its envelope), the command's own, `own`, even if it has no rows.
#[pyfunction]
pub fn tables(json: &str, own: &str) -> PyResult<Vec<Columns>> {
    let frames = foedera::tables(json, own).map_err(|error| PyRuntimeError::new_err(error.to_string()))?;
    let mut found = Vec::with_capacity(frames.len());
    for (frame, truths) in frames {
        found.extend(Columns::of_parts(vec![frame])?.map(|columns| columns.with_truths(&truths)).transpose()?);
    }
    Ok(found)
}
